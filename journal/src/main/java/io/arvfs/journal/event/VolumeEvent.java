package io.arvfs.journal.event;

import io.arvfs.journal.event.CommitEvent.ServerState;

/** A fact about the volume as a whole. */
public sealed interface VolumeEvent extends Event {

  /**
   * A process opened the volume for writing. First event of its epoch; every frame of an older
   * epoch beyond {@code after} is dead for ever.
   *
   * @param epoch counts starts, from 1
   * @param after the last entry that was believed
   * @param forcedThrough how far the journal was known to be durable
   */
  record Started(long epoch, Position after, Position forcedThrough) implements VolumeEvent {

    /**
     * @throws IllegalArgumentException if {@code epoch} is not positive
     */
    public Started {
      if (epoch < 1) {
        throw new IllegalArgumentException("epoch " + epoch);
      }
    }
  }

  /**
   * {@code root} became the collection {@code uuid} as the unsigned text in {@code manifests/}
   * says. Its paths took consecutive inode numbers from {@code firstIno} on, depth first, names in
   * bytewise order.
   *
   * @param attributes of directories and files alike: a manifest does not say which files are
   *     programs, so all may be run
   */
  record ManifestAdopted(
      Ino root, String uuid, ServerState state, Ino firstIno, Attributes attributes)
      implements VolumeEvent {}
}
