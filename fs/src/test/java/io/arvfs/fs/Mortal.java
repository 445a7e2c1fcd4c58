package io.arvfs.fs;

import io.arvfs.fs.Board.Phase;
import io.arvfs.fs.Deeds.Deed;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** A process that works on a volume on the real disk until it is killed. */
final class Mortal {

  private static final FlushOptions FLUSH =
      new FlushOptions(1 << 20, 2 << 20, Duration.ofMillis(300));

  /** Files that last a while. */
  static final JournalOptions ORDINARY = options(512 << 10, 64 << 10);

  /** The log's files are so short that each entry begins one. */
  private static final JournalOptions ROLLING = options(4 << 10, 64 << 10);

  private static final long WHEN_ASKED = Long.MAX_VALUE;

  private final Volume volume;
  private final Board board;
  private final Deeds deeds;
  private final Phase aim;
  private final Random random = new Random();

  private Mortal(Volume volume, Board board, Deeds deeds, Phase aim) {
    this.volume = volume;
    this.board = board;
    this.deeds = deeds;
    this.aim = aim;
  }

  private static JournalOptions options(long logBytes, long segmentBytes) {
    return new JournalOptions(
        new LogOptions(logBytes, 64 << 10),
        new SegmentOptions(segmentBytes, 32 << 10),
        FLUSH,
        OptionalLong.of(Long.MAX_VALUE));
  }

  /** Starts the volume, as a mount does. */
  static Volume start(Path directory, JournalOptions options) throws IOException {
    return start(directory, options, new FileDisk());
  }

  private static Volume start(Path directory, JournalOptions options, Disk checkpoints)
      throws IOException {
    return start(
        directory,
        options,
        checkpoints,
        (bound, index) -> RocksDirectory.within(bound, index, TreeFamilies.all()));
  }

  /** Where rows go in a volume that may take so many bytes. */
  @FunctionalInterface
  interface Place {
    RocksDirectory of(long boundBytes, Path index);
  }

  /** As above, with checkpoints on a disk of their own, and the rows where {@code place} says. */
  static Volume start(Path directory, JournalOptions options, Disk checkpoints, Place place)
      throws IOException {
    RealTasks tasks = new RealTasks();
    FileDisk disk = new FileDisk();
    VolumeLayout layout = VolumeLayout.of(directory);
    VolumeStart start = new VolumeStart(disk, directory, tasks);
    Journal journal = Journal.open(directory, tasks, options, start.from());
    RocksDirectory rows = place.of(journal.bound().limitBytes(), layout.index());
    Keeping keeping =
        new Keeping(
            new Checkpoints(checkpoints, layout.checkpoints()),
            TreeFamilies.all(),
            History.NONE,
            WHEN_ASKED);
    Volume volume =
        start.open(
            rows,
            journal,
            index -> new Volume(Rig.parts(disk, directory, tasks, journal, index).with(keeping)));
    volume.load(Ino.ROOT);
    return volume;
  }

  /** Says when a checkpoint is written, and when what is older goes. */
  private record Watched(Disk disk, Board board) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      if (mode == OpenMode.CREATE_NEW) {
        board.enter(Phase.CHECKPOINT);
      }
      return disk.open(file, mode);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
      disk.forceDirectory(directory);
      board.enter(Phase.NONE);
    }

    @Override
    public void delete(Path path) throws IOException {
      if (disk.exists(path)) {
        board.enter(Phase.TRIM);
      }
      disk.delete(path);
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Gets ready, waits for a byte, and works.
   *
   * @param arguments the volume's directory, the board, seed, first deed, a phase to be in often
   */
  public static void main(String[] arguments) throws IOException {
    Board board = Board.open(Path.of(arguments[1]));
    Path scratch = Files.createTempDirectory("scratch");
    start(scratch, ORDINARY).close();
    delete(scratch);
    if (System.in.read() < 0) {
      return;
    }
    List<String> order =
        List.of(
            new String(System.in.readNBytes(40), java.nio.charset.StandardCharsets.UTF_8)
                .trim()
                .split(" "));
    long first = Long.parseLong(order.get(0));
    Phase aim = Phase.valueOf(order.get(1));
    board.enter(Phase.START);
    Disk checkpoints = new Watched(new FileDisk(), board);
    Volume volume =
        start(Path.of(arguments[0]), aim == Phase.ROLL ? ROLLING : ORDINARY, checkpoints);
    board.enter(Phase.NONE);
    new Mortal(volume, board, new Deeds(Long.parseLong(arguments[2])), aim).live(first);
  }

  private void live(long first) throws IOException {
    for (long number = first; ; number++) {
      Deed deed = deeds.deed(number, Deeds.names(volume));
      board.enter(
          aim == Phase.ROLL
              ? Phase.ROLL
              : deed instanceof Deed.Unlink ? Phase.UNLINK : Phase.APPEND);
      Deeds.act(volume, deed);
      board.done(number + 1);
      board.enter(Phase.NONE);
      occasionally(Phase.FORCE, () -> volume.force(volume.appended()));
      occasionally(Phase.RELEASE, volume::releaseSegments);
      occasionally(Phase.CLEAN, () -> volume.clean());
      if (random.nextInt(aim == Phase.CHECKPOINT || aim == Phase.TRIM ? 4 : 40) == 0) {
        volume.condense();
        board.enter(Phase.NONE);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void occasionally(Phase phase, Work work) throws IOException {
    if (random.nextInt(aim == phase ? 2 : 40) == 0) {
      board.enter(phase);
      work.run();
      board.enter(Phase.NONE);
    }
  }
}
