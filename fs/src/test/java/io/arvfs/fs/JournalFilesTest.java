package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole files that vanish, that are older than the rest, or that come back. */
final class JournalFilesTest {

  private static final Story.Size SIZE = Story.Size.of(48 << 10, 3 << 10, 12, 6 << 10);

  private final RealTasks tasks = new RealTasks();

  private static Path number(int number) {
    return Story.LOG.resolve(String.format("%08d.frames", number));
  }

  @Test
  void anyFile_deleted_isAPrefixOrRefused() throws IOException {
    Story story = Story.write(31, SIZE);
    Restart restart = new Restart(story);
    int refused = 0;
    for (Path first : story.image().in(Story.LOG)) {
      for (Path second : story.image().in(Story.LOG)) {
        Image left = story.image().without(first).without(second);
        refused += restart.volume(left.disk()).isEmpty() ? 1 : 0;
      }
    }
    assertTrue(refused > 0);
  }

  @Test
  void olderCopies_inPlaceOfFiles_areAPrefixOrRefused() throws IOException {
    Story story = Story.write(32, SIZE);
    Restart restart = new Restart(story);
    Random random = new Random(32);
    for (int i = 0; i < 150; i++) {
      Image edited = story.image();
      List<Path> files = edited.in(Story.LOG);
      for (int n = random.nextInt(3); n >= 0; n--) {
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = edited.bytes(file);
        edited = edited.with(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      }
      restart.volume(edited.disk());
    }
  }

  @Test
  void copiesUnderOtherNames_showNothingTwice() throws IOException {
    Story story = Story.write(33, SIZE);
    Restart restart = new Restart(story);
    Position end = restart.volume(story.image().disk()).orElseThrow();
    for (Path file : story.image().in(Story.LOG)) {
      Image edited = story.image().with(number(90), story.image().bytes(file));

      Optional<Position> believed = restart.volume(edited.disk());

      assertTrue(believed.isEmpty() || believed.get().equals(end), file + " " + believed);
    }
  }

  /** A start cuts the end off and goes on; then what was cut stands there again. */
  @Test
  void cutHistory_putBack_staysDead() throws IOException {
    Story story = Story.write(34, SIZE);
    Image full = story.image();
    Random random = new Random(34);
    Path last = full.in(Story.LOG).getLast();
    int start = (int) story.last().place(story.firstIn(last)).offset();
    int end = (int) story.last().end(story.last().length()).offset();
    for (int i = 0; i < 60; i++) {
      Image cut = full.with(last, Arrays.copyOf(full.bytes(last), random.nextInt(start, end)));
      CrashDisk disk = cut.disk();
      String tree = goOn(story, disk, i % 7);
      Image back = Image.of(disk, Rig.DIRECTORY).with(last, full.bytes(last));

      assertEquals(Optional.of(tree), tree(story, back));
      assertEquals(Optional.of(tree), tree(story, back.with(number(80), full.bytes(last))));
    }
  }

  /** As above, with whole epochs cut off, whose numbers are then given again. */
  @Test
  void cutEpochs_putBack_areRefusedOrStayDead() throws IOException {
    Story story = Story.write(35, SIZE);
    Image full = story.image();
    List<Path> files = full.in(Story.LOG);
    for (int kept = 1; kept < files.size(); kept++) {
      for (int more = 0; more < 60; more += 13) {
        Image cut = full;
        for (Path file : files.subList(kept, files.size())) {
          cut = cut.without(file);
        }
        CrashDisk disk = cut.disk();
        String tree = goOn(story, disk, more);
        Image back = Image.of(disk, Rig.DIRECTORY);
        for (int i = kept; i < files.size(); i++) {
          back = back.with(number(70 + i), full.bytes(files.get(i)));
        }
        Optional<String> found = tree(story, back);

        assertTrue(found.isEmpty() || found.get().equals(tree), kept + " files, " + more);
      }
    }
  }

  /** Starts, makes files, and closes; the tree it leaves. */
  private String goOn(Story story, CrashDisk disk, int files) throws IOException {
    Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, story.options());
    try (Volume volume = Rig.on(disk, tasks, journal, Rig.heap())) {
      volume.load(Ino.ROOT);
      for (int i = 0; i < files; i++) {
        volume.execute(new Command.CreateFile(Ino.ROOT, new Name("new" + i), Rig.ATTRIBUTES));
      }
      return TreeDigest.of(volume.view());
    }
  }

  private Optional<String> tree(Story story, Image image) throws IOException {
    CrashDisk disk = image.disk();
    try (Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, story.options());
        Volume volume = Rig.on(disk, tasks, journal, Rig.heap())) {
      return Optional.of(TreeDigest.of(volume.view()));
    } catch (IOException e) {
      Restart.requirePlace(e);
      return Optional.empty();
    }
  }
}
