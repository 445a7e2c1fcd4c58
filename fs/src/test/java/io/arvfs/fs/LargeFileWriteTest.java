package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What takes very many extents away at once never holds the writer for long. */
final class LargeFileWriteTest {

  private static final int EXTENTS = 700;
  private static final int LINE = 10;
  private static final int AT_ONCE = 256;
  private static final Name NAME = new Name("lines");

  private final CrashDisk disk = new CrashDisk();

  private static Ino lines(Volume volume) throws IOException {
    volume.execute(new Command.CreateFile(Ino.ROOT, NAME, Rig.ATTRIBUTES));
    Ino ino = volume.view().child(Ino.ROOT, NAME).orElseThrow();
    for (int i = 0; i < EXTENTS; i++) {
      var _ = volume.write(ino, 0, true, filled(LINE, 1));
    }
    assertEquals(EXTENTS, volume.view().extents(ino).size());
    return ino;
  }

  private static ByteBuffer filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return ByteBuffer.wrap(bytes);
  }

  private List<Integer> lengthsAfter(Position position) throws IOException {
    List<Integer> lengths = new ArrayList<>();
    new JournalReader(disk, Rig.DIRECTORY)
        .scanAfter(
            position,
            (entry, _) ->
                entry.events().stream()
                    .map(BytesWritten.class::cast)
                    .forEach(event -> lengths.add(event.data().length())));
    return lengths;
  }

  @Test
  void write_overManyExtents_replacesSoManyInEachEntry() {
    Simulation.run(
        1,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = lines(volume);
            Position before = volume.appended();

            assertTrue(
                volume.write(ino, LINE / 2, false, filled(EXTENTS * LINE, 2)) instanceof Accepted);

            int first = AT_ONCE * LINE - LINE / 2;
            int second = AT_ONCE * LINE;
            assertEquals(
                List.of(first, second, EXTENTS * LINE - first - second), lengthsAfter(before));
            byte[] expected = filled(EXTENTS * LINE + LINE / 2, 2).array();
            Arrays.fill(expected, 0, LINE / 2, (byte) 1);
            assertArrayEquals(expected, Pair.read(volume, ino, 0, 2 * EXTENTS * LINE));
            assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
          }
        });
  }

  @Test
  void write_failingAtALaterPiece_saysHowMuchIsWritten() {
    Simulation.run(
        3,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          Ino ino = lines(volume);
          Position before = volume.appended();
          disk.setFault(
              (operation, file) -> {
                boolean segment = file.toString().contains("segments");
                if (operation == Operation.WRITE && segment && volume.appended().isAfter(before)) {
                  throw new IOException("the disk fails");
                }
              });
          ByteBuffer bytes = filled(EXTENTS * LINE, 2);

          assertTrue(volume.write(ino, 0, false, bytes) instanceof Accepted);

          assertEquals(AT_ONCE * LINE, bytes.position());
          byte[] expected = filled(EXTENTS * LINE, 1).array();
          Arrays.fill(expected, 0, AT_ONCE * LINE, (byte) 2);
          assertArrayEquals(expected, Pair.read(volume, ino, 0, EXTENTS * LINE));
        });
  }

  @Test
  void write_overFewExtentsOrAtTheEnd_isOneEntry() {
    Simulation.run(
        2,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = lines(volume);
            Position before = volume.appended();

            volume.write(ino, 0, false, filled(AT_ONCE * LINE, 2));
            volume.write(ino, 0, true, filled(EXTENTS * LINE, 3));
            volume.write(ino, 3L * EXTENTS * LINE, false, filled(EXTENTS * LINE, 4));

            assertEquals(
                List.of(AT_ONCE * LINE, EXTENTS * LINE, EXTENTS * LINE), lengthsAfter(before));
          }
        });
  }

  @Test
  void removalOfOthers_ofManyExtents_takesTheNameFirstAndTheRestBitByBit() {
    Simulation.run(
        3,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = lines(volume);

            var _ = volume.record(new RemovalAdopted(ino, Ino.ROOT, NAME));

            assertTrue(volume.view().child(Ino.ROOT, NAME).isEmpty());
            assertEquals(EXTENTS, volume.view().extents(ino).size());
            volume.execute(new Command.Bury(ino));
            assertTrue(volume.view().inode(ino).isEmpty());
            assertEquals(List.of(), volume.view().extents(ino, 0, Long.MAX_VALUE));
            assertEquals(List.of(), volume.view().orphans());
            assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
          }
        });
  }
}
