package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of very many extents die bit by bit, and never hold the writer for long. */
class LargeFileDeathTest {

  private static final int EXTENTS = 1000;
  private static final int AT_ONCE = 256;
  private static final Name LARGE = new Name("large");

  private final CrashDisk disk = new CrashDisk();

  private static Ino file(Volume volume, Name name) throws IOException {
    volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
    return volume.view().child(Ino.ROOT, name).orElseThrow();
  }

  private static Ino large(Volume volume) throws IOException {
    Ino ino = file(volume, LARGE);
    for (int i = 0; i < EXTENTS; i++) {
      var _ = volume.write(ino, 3L * i, false, ByteBuffer.wrap(new byte[] {(byte) i}));
    }
    assertEquals(EXTENTS, volume.view().extents(ino).size());
    return ino;
  }

  private List<Event> eventsAfter(Position position) throws IOException {
    List<Event> events = new ArrayList<>();
    new JournalReader(disk, Rig.DIRECTORY)
        .scanAfter(position, (entry, _) -> events.addAll(entry.events()));
    return events;
  }

  private static List<Event> death(Ino ino) {
    List<Event> events = new ArrayList<>();
    for (int gone = AT_ONCE; gone < EXTENTS; gone += AT_ONCE) {
      events.add(new Shortened(ino, 0, 3L * gone));
    }
    events.add(new InodeDied(ino));
    return events;
  }

  private static void requireGone(Volume volume, Ino ino) throws IOException {
    assertTrue(volume.view().inode(ino).isEmpty());
    assertEquals(List.of(), volume.view().orphans());
    volume.releaseSegments();
    assertEquals(0, volume.view().extents(ino).size());
  }

  @Test
  void unlink_ofManyExtents_takesThemAwayInSeveralEntries() {
    Simulation.run(1, this::unlinkLarge);
  }

  private void unlinkLarge(Tasks tasks) throws IOException {
    try (Volume volume = Rig.open(disk, tasks)) {
      Ino ino = large(volume);
      Position before = volume.appended();

      assertTrue(volume.execute(new Command.Unlink(Ino.ROOT, LARGE)) instanceof Accepted);

      List<Event> expected = new ArrayList<>(death(ino));
      expected.addFirst(new Unlinked(ino, Ino.ROOT, LARGE));
      assertEquals(expected, eventsAfter(before));
      requireGone(volume, ino);
      assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
    }
  }

  @Test
  void rename_overManyExtents_letsThemGoToo() {
    Simulation.run(
        2,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            Name name = new Name("small");
            Ino small = file(volume, name);

            volume.execute(new Command.Rename(Ino.ROOT, name, Ino.ROOT, LARGE, true));

            assertEquals(small, volume.view().child(Ino.ROOT, LARGE).orElseThrow());
            requireGone(volume, ino);
          }
        });
  }

  @Test
  void unlink_whileOpen_leavesAllUntilItIsClosed() {
    Simulation.run(
        3,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = large(volume);
            assertTrue(volume.open(ino));
            volume.execute(new Command.Unlink(Ino.ROOT, LARGE));
            assertEquals(EXTENTS, volume.view().extents(ino).size());
            Position before = volume.appended();

            volume.release(ino);

            assertEquals(death(ino), eventsAfter(before));
            requireGone(volume, ino);
          }
        });
  }

  @Test
  void death_cutOff_goesOnAtTheNextStart() {
    Simulation.run(
        4,
        tasks -> {
          Ino ino;
          Volume killed = Rig.open(disk, tasks);
          ino = large(killed);
          assertTrue(killed.open(ino));
          killed.execute(new Command.Unlink(Ino.ROOT, LARGE));

          try (Volume volume = Rig.open(disk, tasks)) {
            List<Event> all = eventsAfter(Position.NONE);
            assertEquals(death(ino), all.subList(all.size() - death(ino).size(), all.size()));
            requireGone(volume, ino);
          }
        });
  }
}
