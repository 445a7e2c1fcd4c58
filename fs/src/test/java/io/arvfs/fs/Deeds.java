package io.arvfs.fs;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Random;

/**
 * What a process does to a volume of few files, numbered from 0, and what comes of it. Which deed a
 * number is follows from the seed and the names there are: two processes need only agree on those.
 */
final class Deeds {

  private static final int FILES = 10;
  private static final int MAX_BYTES = 24 << 10;

  private final long seed;

  Deeds(long seed) {
    this.seed = seed;
  }

  /** One change of one file. */
  sealed interface Deed {

    record Create(String name) implements Deed {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Write(String name, int offset, byte[] data) implements Deed {}

    record Truncate(String name, int length) implements Deed {}

    record Rename(String name, String newName) implements Deed {}

    record Unlink(String name) implements Deed {}
  }

  Deed deed(long number, List<String> names) {
    Random random = new Random(seed * 1_000_003 + number);
    int kind = random.nextInt(12);
    if (names.size() < 3 || (kind < 2 && names.size() < FILES)) {
      return new Deed.Create("n" + number);
    }
    String name = names.get(random.nextInt(names.size()));
    return switch (kind) {
      case 0, 1 -> new Deed.Unlink(name);
      case 2 -> new Deed.Rename(name, "n" + number);
      case 3 -> new Deed.Truncate(name, random.nextInt(MAX_BYTES));
      default -> {
        byte[] data = new byte[1 + random.nextInt(6000)];
        random.nextBytes(data);
        yield new Deed.Write(name, random.nextInt(MAX_BYTES - data.length), data);
      }
    };
  }

  /** Does the deed to {@code volume}; it returns when it is acknowledged. */
  static void act(Volume volume, Deed deed) throws IOException {
    Decision decision =
        switch (deed) {
          case Deed.Create(var name) ->
              volume.execute(new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES));
          case Deed.Write(var name, var offset, var data) ->
              volume.write(ino(volume, name), offset, false, ByteBuffer.wrap(data));
          case Deed.Truncate(var name, var length) ->
              volume.execute(new Command.Truncate(ino(volume, name), length));
          case Deed.Rename(var name, var newName) ->
              volume.execute(
                  new Command.Rename(Ino.ROOT, new Name(name), Ino.ROOT, new Name(newName), false));
          case Deed.Unlink(var name) ->
              volume.execute(new Command.Unlink(Ino.ROOT, new Name(name)));
        };
    if (!(decision instanceof Accepted)) {
      throw new IOException(deed + ": " + decision);
    }
  }

  private static Ino ino(Volume volume, String name) {
    return volume.view().child(Ino.ROOT, new Name(name)).orElseThrow();
  }

  /** Does the deed to files in memory. */
  static void act(NavigableMap<String, byte[]> files, Deed deed) {
    switch (deed) {
      case Deed.Create(var name) -> files.put(name, new byte[0]);
      case Deed.Write(var name, var offset, var data) -> {
        byte[] old = bytes(files, name);
        byte[] now = Arrays.copyOf(old, Math.max(old.length, offset + data.length));
        System.arraycopy(data, 0, now, offset, data.length);
        files.put(name, now);
      }
      case Deed.Truncate(var name, var length) ->
          files.put(name, Arrays.copyOf(bytes(files, name), length));
      case Deed.Rename(var name, var newName) -> {
        files.put(newName, bytes(files, name));
        files.remove(name);
      }
      case Deed.Unlink(var name) -> files.remove(name);
    }
  }

  private static byte[] bytes(NavigableMap<String, byte[]> files, String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  /** The names in a volume, in the order both sides know. */
  static List<String> names(Volume volume) {
    return volume.view().byName(Ino.ROOT).stream().map(d -> d.name().toString()).sorted().toList();
  }

  static OptionalInt size(Volume volume, String name) {
    return volume
        .view()
        .child(Ino.ROOT, new Name(name))
        .flatMap(volume.view()::inode)
        .map(inode -> OptionalInt.of(Math.toIntExact(inode.size())))
        .orElse(OptionalInt.empty());
  }
}
