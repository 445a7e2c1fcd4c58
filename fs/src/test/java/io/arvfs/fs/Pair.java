package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A volume and a {@link PosixModel} that are asked the same, and must say and show the same. */
final class Pair {

  private static final List<Name> NAMES =
      List.of(new Name("a"), new Name("b"), new Name("c"), new Name("ä"));
  private static final int MAX_FILE = 300;

  private final Volume volume;
  private final PosixModel model;
  private final Random random;

  Pair(Volume volume, PosixModel model, Random random) {
    this.volume = volume;
    this.model = model;
    this.random = random;
  }

  private Ino ino() {
    long last = volume.view().nextIno().value();
    return new Ino(random.nextInt(3) == 0 ? 1 : 1 + random.nextLong(last));
  }

  private Name name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  /** Does one thing in both. */
  void step() throws IOException {
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> make(false);
      case 3, 4 -> make(true);
      case 5, 6, 7, 8 -> write();
      case 9 -> truncate();
      case 10 -> rename();
      case 11 -> remove();
      case 12 -> assertEquals(isOpened(ino()), true);
      default -> release();
    }
  }

  private void make(boolean directory) throws IOException {
    Ino parent = ino();
    Name name = name();
    Ino next = volume.view().nextIno();
    Command command =
        directory
            ? new Command.MakeDirectory(parent, name, Rig.ATTRIBUTES)
            : new Command.CreateFile(parent, name, Rig.ATTRIBUTES);
    requireSame(model.make(next, parent, name, directory), volume.execute(command));
  }

  private void write() throws IOException {
    Ino ino = ino();
    byte[] data = new byte[1 + random.nextInt(40)];
    random.nextBytes(data);
    int offset = random.nextInt(MAX_FILE);
    boolean append = random.nextInt(3) == 0;
    requireSame(
        model.write(ino, offset, append, data),
        volume.write(ino, offset, append, ByteBuffer.wrap(data)));
  }

  private void truncate() throws IOException {
    Ino ino = ino();
    int length = random.nextInt(MAX_FILE);
    requireSame(model.truncate(ino, length), volume.execute(new Command.Truncate(ino, length)));
  }

  private void rename() throws IOException {
    Ino parent = ino();
    Name name = name();
    Ino newParent = ino();
    Name newName = name();
    boolean replace = random.nextInt(4) != 0;
    requireSame(
        model.rename(parent, name, newParent, newName, replace),
        volume.execute(new Command.Rename(parent, name, newParent, newName, replace)));
  }

  private void remove() throws IOException {
    Ino parent = ino();
    Name name = name();
    boolean directory = random.nextInt(3) == 0;
    requireSame(
        model.remove(parent, name, directory),
        volume.execute(
            directory
                ? new Command.RemoveDirectory(parent, name)
                : new Command.Unlink(parent, name)));
  }

  private boolean isOpened(Ino ino) {
    return !model.open(ino) || volume.open(ino);
  }

  private void release() throws IOException {
    Ino ino = ino();
    if (model.release(ino)) {
      volume.release(ino);
    }
  }

  private static void requireSame(Optional<Errno> expected, Decision decision) {
    Optional<Errno> refused =
        decision instanceof Refused(var errno) ? Optional.of(errno) : Optional.empty();
    assertEquals(expected, refused);
  }

  /** Names, kinds, sizes and bytes are the same, of what is open without a name too. */
  void requireEqual() throws IOException {
    for (PosixModel.Node node : model.nodes().values()) {
      byte[] bytes = node.bytes;
      if (bytes == null) {
        requireSameChildren(node);
      } else {
        assertEquals(bytes.length, volume.view().inode(node.ino).orElseThrow().size());
        assertArrayEquals(bytes, read(volume, node.ino, 0, MAX_FILE * 2));
        int from = random.nextInt(MAX_FILE);
        int to = Math.max(Math.min(from, bytes.length), Math.min(bytes.length, from + 50));
        assertArrayEquals(
            java.util.Arrays.copyOfRange(bytes, Math.min(from, bytes.length), to),
            read(volume, node.ino, from, 50));
      }
    }
  }

  private void requireSameChildren(PosixModel.Node directory) {
    Map<Name, Ino> expected = new TreeMap<>();
    directory.children.forEach((name, child) -> expected.put(name, child.ino));
    Map<Name, Ino> named = new TreeMap<>();
    volume.view().byName(directory.ino).forEach(d -> named.put(d.name(), d.ino()));
    Map<Name, Ino> numbered = new TreeMap<>();
    volume.view().children(directory.ino, 0, d -> numbered.put(d.name(), d.ino()) == null);

    assertEquals(expected, named);
    assertEquals(expected, numbered);
    assertEquals(expected.isEmpty(), volume.view().isEmpty(directory.ino));
  }

  static byte[] read(Volume volume, Ino ino, long offset, int most) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(most);
    volume.read(ino, offset, target);
    byte[] bytes = new byte[target.position()];
    target.flip().get(bytes);
    return bytes;
  }
}
