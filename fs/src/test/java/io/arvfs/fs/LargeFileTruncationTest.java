package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.tree.Extent;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Files of very many extents get shorter at once for whoever looks, while the extents go bit by
 * bit; wherever that ends, no byte that was cut off comes back.
 */
class LargeFileTruncationTest {

  private static final int EXTENTS = 1000;
  private static final int APART = 3;
  private static final int AT_ONCE = 256;
  private static final int LENGTH = 100;
  private static final int EXTENTS_LEFT = 34;

  /** A rest of a hundred extents. */
  private static final int FEW_LEFT = 2700;

  private static final int MOST_BYTES = 400;
  private static final Name NAME = new Name("large");

  private final CrashDisk disk = new CrashDisk();

  /** What the file of the property must hold. */
  private byte[] bytes = new byte[0];

  private static Ino file(Volume volume) throws IOException {
    volume.execute(new Command.CreateFile(Ino.ROOT, NAME, Rig.ATTRIBUTES));
    return volume.view().child(Ino.ROOT, NAME).orElseThrow();
  }

  private static Ino large(Volume volume) throws IOException {
    Ino ino = file(volume);
    for (int i = 0; i < EXTENTS; i++) {
      var _ = volume.write(ino, (long) APART * i, false, ByteBuffer.wrap(new byte[] {1}));
    }
    return ino;
  }

  private static byte[] content(Volume volume, Ino ino) throws IOException {
    int size = (int) volume.view().inode(ino).orElseThrow().size();
    return Pair.read(volume, ino, 0, size + 1);
  }

  private static byte[] expected(int length) {
    byte[] expected = new byte[length];
    for (int i = 0; i < Math.min(length, LENGTH); i += APART) {
      expected[i] = 1;
    }
    return expected;
  }

  private List<Event> eventsAfter(Position position) throws IOException {
    List<Event> events = new ArrayList<>();
    new JournalReader(disk, Rig.DIRECTORY)
        .scanAfter(position, (entry, _) -> events.addAll(entry.events()));
    return events;
  }

  /** Nothing is left of what was cut off, and what comes to stand there is what was written. */
  private void requireCutOff(Volume volume, Ino ino) throws IOException {
    assertArrayEquals(expected(LENGTH), content(volume, ino));
    assertEquals(List.of(), volume.view().orphans());
    assertEquals(EXTENTS_LEFT, volume.view().extents(ino, 0, Long.MAX_VALUE).size());
    assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
    volume.execute(new Command.Truncate(ino, 2 * LENGTH));
    assertArrayEquals(expected(2 * LENGTH), content(volume, ino));
  }

  @Example
  void truncate_ofManyExtents_tellsTheLengthFirstAndFreesBitByBit() {
    Simulation.run(
        1,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            Position before = volume.appended();

            assertTrue(volume.execute(new Command.Truncate(ino, LENGTH)) instanceof Accepted);

            List<Event> expected = new ArrayList<>();
            for (int gone = EXTENTS_LEFT + AT_ONCE; gone < EXTENTS; gone += AT_ONCE) {
              expected.add(new Shortened(ino, LENGTH, (long) APART * gone));
            }
            expected.add(new Truncated(ino, LENGTH));
            assertEquals(expected, eventsAfter(before));
            requireCutOff(volume, ino);
          }
        });
  }

  @Example
  void truncate_ofFewExtents_isOneEntry() {
    Simulation.run(
        2,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            int length = (EXTENTS - AT_ONCE) * APART;
            Position before = volume.appended();

            volume.execute(new Command.Truncate(ino, length));

            assertEquals(List.of(new Truncated(ino, length)), eventsAfter(before));
          }
        });
  }

  @Example
  void truncation_cutOffAfterAnyEntry_goesOnAtTheNextStart() {
    for (int gone = EXTENTS_LEFT + AT_ONCE; gone < EXTENTS; gone += AT_ONCE) {
      new LargeFileTruncationTest().killInTheMiddle((long) APART * gone);
    }
  }

  private void killInTheMiddle(long rest) {
    Simulation.run(
        rest,
        tasks -> {
          Volume killed = Rig.open(disk, tasks);
          Ino ino = large(killed);
          var _ = killed.record(new Shortened(ino, LENGTH, rest));
          assertArrayEquals(expected(LENGTH), content(killed, ino));
          assertEquals(EXTENTS_LEFT, killed.view().extents(ino).size());
        });
    Simulation.run(
        rest,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            requireCutOff(volume, volume.view().child(Ino.ROOT, NAME).orElseThrow());
          }
        });
  }

  @Example
  void unlink_inTheMiddle_takesEverything() {
    Simulation.run(
        3,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            assertTrue(volume.open(ino));
            var _ = volume.record(new Shortened(ino, LENGTH, 2000));
            volume.execute(new Command.Unlink(Ino.ROOT, NAME));
            var _ = volume.write(ino, 0, true, ByteBuffer.wrap(new byte[LENGTH]));
            assertArrayEquals(expected(2 * LENGTH), content(volume, ino));

            volume.release(ino);

            assertTrue(volume.view().inode(ino).isEmpty());
            assertEquals(List.of(), volume.view().orphans());
            assertEquals(0, volume.view().extents(ino, 0, Long.MAX_VALUE).size());
          }
        });
  }

  private void requireGone(Volume volume, Ino ino) throws IOException {
    assertTrue(volume.view().inode(ino).isEmpty());
    assertEquals(List.of(), volume.view().orphans());
    assertEquals(List.of(), volume.view().extents(ino, 0, Long.MAX_VALUE));
    assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
  }

  @Example
  void unlink_inTheMiddleWithFewLeft_takesWhatWasNotCutOffToo() {
    Simulation.run(
        4,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            var _ = volume.record(new Shortened(ino, LENGTH, FEW_LEFT));

            volume.execute(new Command.Unlink(Ino.ROOT, NAME));

            requireGone(volume, ino);
          }
        });
  }

  @Example
  void truncationWithoutAName_cutOffWithFewLeft_leavesNothingAtTheNextStart() {
    Ino[] ino = new Ino[1];
    Simulation.run(
        5,
        tasks -> {
          Volume killed = Rig.open(disk, tasks);
          ino[0] = large(killed);
          assertTrue(killed.open(ino[0]));
          killed.execute(new Command.Unlink(Ino.ROOT, NAME));
          var _ = killed.record(new Shortened(ino[0], LENGTH, FEW_LEFT));
        });
    Simulation.run(
        6,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            requireGone(volume, ino[0]);
          }
        });
  }

  /** A file in one life of its volume, and what it must hold. */
  private final class Kept {

    private final Random random;
    private final Volume volume;
    private final Ino ino;

    Kept(Tasks tasks, Random random) throws IOException {
      this.random = random;
      this.volume = Rig.open(disk, tasks);
      this.ino = volume.view().child(Ino.ROOT, NAME).orElseGet(() -> made());
      assertEquals(OptionalLong.empty(), volume.view().rest(ino));
    }

    private Ino made() {
      try {
        return file(volume);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void act() throws IOException {
      switch (random.nextInt(6)) {
        case 0, 1 -> write(random.nextInt(MOST_BYTES), false);
        case 2 -> write(bytes.length, true);
        case 3 -> truncate(random.nextInt(MOST_BYTES));
        default -> shorten(random.nextInt(bytes.length + 1));
      }
    }

    private void write(int offset, boolean append) throws IOException {
      byte[] data = new byte[1 + random.nextInt(20)];
      random.nextBytes(data);
      var decision = volume.write(ino, offset, append, ByteBuffer.wrap(data));
      assertTrue(decision instanceof Accepted, decision + "");
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length, offset + data.length));
      System.arraycopy(data, 0, bytes, offset, data.length);
    }

    private void truncate(int length) throws IOException {
      var decision = volume.execute(new Command.Truncate(ino, length));
      assertTrue(decision instanceof Accepted, decision + "");
      bytes = Arrays.copyOf(bytes, length);
    }

    /** One entry of a truncation, and nothing after it. */
    private void shorten(int length) throws IOException {
      var _ = volume.record(new Shortened(ino, length, rest(length)));
      bytes = Arrays.copyOf(bytes, length);
    }

    /** Where an extent begins behind that. */
    private long rest(int length) {
      List<Long> begins =
          volume.view().extents(ino, length, Long.MAX_VALUE).stream()
              .map(Extent::offset)
              .filter(offset -> offset >= length)
              .toList();
      return begins.isEmpty() ? length + MOST_BYTES : begins.get(random.nextInt(begins.size()));
    }

    void compare() throws IOException {
      assertArrayEquals(bytes, content(volume, ino));
    }
  }

  @Property(tries = 20)
  void file_whateverHappensInTheMiddle_holdsWhatWasWrittenLast(@ForAll long seed) {
    Random random = new Random(seed);
    for (int life = 0; life < 4; life++) {
      boolean killed = random.nextBoolean();
      Simulation.run(
          seed + life,
          tasks -> {
            Kept kept = new Kept(tasks, random);
            kept.compare();
            for (int i = random.nextInt(10); i > 0; i--) {
              kept.act();
              kept.compare();
            }
            assertEquals(Rig.foldedRows(disk), Rig.rows(kept.volume));
            if (!killed) {
              kept.volume.close();
            }
          });
    }
  }
}
