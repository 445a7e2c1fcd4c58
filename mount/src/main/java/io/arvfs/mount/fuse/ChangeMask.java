package io.arvfs.mount.fuse;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The {@code FUSE_SET_ATTR_} bits, which say what of a {@code struct stat} is to be set. */
final class ChangeMask {

  static final int MODE = 1;
  static final int UID = 1 << 1;
  static final int GID = 1 << 2;
  static final int SIZE = 1 << 3;
  static final int ACCESSED = 1 << 4;
  static final int MODIFIED = 1 << 5;
  static final int ACCESSED_NOW = 1 << 7;
  static final int MODIFIED_NOW = 1 << 8;

  private ChangeMask() {}

  /** The change that {@code mask} and the structure at {@code stat} ask for. */
  static AttributeChange decode(long stat, int mask, OptionalLong handle) {
    StatLayout layout = StatLayout.HERE;
    return new AttributeChange(
        has(mask, SIZE)
            ? OptionalLong.of(Memory.getLong(stat + layout.length()))
            : OptionalLong.empty(),
        has(mask, MODE)
            ? OptionalInt.of(Memory.getInt(stat + layout.mode()) & 07777)
            : OptionalInt.empty(),
        has(mask, UID) ? OptionalInt.of(Memory.getInt(stat + layout.uid())) : OptionalInt.empty(),
        has(mask, GID) ? OptionalInt.of(Memory.getInt(stat + layout.gid())) : OptionalInt.empty(),
        stamp(mask, ACCESSED, ACCESSED_NOW, stat + layout.accessed()),
        stamp(mask, MODIFIED, MODIFIED_NOW, stat + layout.modified()),
        handle);
  }

  private static Optional<Stamp> stamp(int mask, int exactly, int now, long time) {
    if (has(mask, now)) {
      return Optional.of(new Stamp.Now());
    }
    return has(mask, exactly)
        ? Optional.of(new Stamp.Exactly(StatLayout.time(time)))
        : Optional.empty();
  }

  private static boolean has(int mask, int bit) {
    return (mask & bit) != 0;
  }
}
