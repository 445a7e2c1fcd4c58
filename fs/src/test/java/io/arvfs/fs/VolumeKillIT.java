package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Board.Phase;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.host.FileDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process on a real disk that is killed at any moment: what it acknowledged is there. */
@Timeout(3600)
final class VolumeKillIT {

  /** Volumes that live and die beside each other. */
  private static final int LANES = 2;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int LEAST_IN_EACH_PHASE = 3;

  /** So many times the rounds asked for there are at most, for each phase to be hit. */
  private static final int MOST_TIMES = 4;

  private static final long MAX_WORK_MILLIS = 500;
  private static final long MAX_START_MILLIS = 10_000;

  /** So long after a phase has begun a process is killed, at most; in nanoseconds. */
  private static final Map<Phase, Long> PAUSES =
      Map.of(
          Phase.START,
          60_000_000L,
          Phase.FORCE,
          500_000L,
          Phase.RELEASE,
          2_000_000L,
          Phase.CLEAN,
          1_000_000L,
          Phase.CHECKPOINT,
          3_000_000L,
          Phase.TRIM,
          300_000L,
          Phase.ROLL,
          500_000L);

  /** So many processes work on a volume before another takes its place: nothing trims its log. */
  private static final int LIVES = 9;

  @TempDir private Path parent;

  private static final Set<Phase> AIMS = EnumSet.complementOf(EnumSet.of(Phase.NONE));

  /** Of each start, the processor time of the thread that starts, and the time on the clock. */
  private final List<Long> work = Collections.synchronizedList(new ArrayList<>());

  private final List<Long> starts = Collections.synchronizedList(new ArrayList<>());

  /** Ranges that were found moved. */
  private final AtomicInteger moved = new AtomicInteger();

  private final Map<Phase, Integer> killed =
      Collections.synchronizedMap(new EnumMap<>(Phase.class));

  @Test
  void process_killedAnywhere_losesNothingItAcknowledged() throws Exception {
    live(50);
  }

  @Test
  @Tag("long")
  void process_killedAnywhereForLong_losesNothingItAcknowledged() throws Exception {
    live(1000);
  }

  private void live(int rounds) throws Exception {
    Path warm = parent.resolve("warm");
    Mortal.start(warm, Mortal.ORDINARY).close();
    String board = parent.resolve("training.board").toString();
    ChildJvm jvm = ChildJvm.trained(parent, Mortal.class, warm.toString(), board, "0");
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      List<Future<?>> running = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        int number = lane;
        running.add(lanes.submit(() -> new Lane(jvm, parent, number).rounds(rounds / LANES)));
      }
      for (Future<?> lane : running) {
        lane.get();
      }
    }
    String report =
        "killed in "
            + killed
            + ", ranges moved "
            + moved
            + ", starts took ms of work "
            + sorted(work)
            + ", in all "
            + sorted(starts);
    System.out.println(report);
    for (Phase phase : AIMS) {
      assertTrue(killed.getOrDefault(phase, 0) >= LEAST_IN_EACH_PHASE, report);
    }
    assertTrue(moved.get() > 0, report);
    assertTrue(work.stream().allMatch(millis -> millis <= MAX_WORK_MILLIS), report);
    assertTrue(starts.stream().allMatch(millis -> millis <= MAX_START_MILLIS), report);
  }

  private static List<Long> sorted(List<Long> millis) {
    return millis.stream().sorted().toList();
  }

  /** One volume and the processes that work on it, one after the other. */
  private final class Lane {

    private final ChildJvm jvm;
    private final Path parent;
    private final Random random;
    private long seed;
    private Path directory;
    private Path boardFile;
    private Board board;
    private Deeds deeds;
    private NavigableMap<String, byte[]> files = new TreeMap<>();
    private long done;

    Lane(ChildJvm jvm, Path parent, long seed) throws IOException {
      this.jvm = jvm;
      this.parent = parent;
      this.seed = seed;
      this.random = new Random(seed);
      renew();
    }

    private void renew() throws IOException {
      seed += LANES;
      directory = Files.createDirectories(parent.resolve("volume" + seed));
      boardFile = parent.resolve("board" + seed);
      board = Board.open(boardFile);
      deeds = new Deeds(seed);
      files = new TreeMap<>();
      done = 0;
    }

    /**
     * While one process works, the next gets ready. Where others keep the processors busy, who is
     * aimed at has often left its phase before it is hit: then there are more rounds.
     */
    Void rounds(int count) throws IOException, InterruptedException {
      int most = MOST_TIMES * count;
      for (int round = 0; round < count || (round < most && isOneMissed()); round += LIVES) {
        Process next = begin();
        int lives = Math.min(LIVES, (round < count ? count : most) - round);
        for (int life = 1; life <= lives; life++) {
          Process process = next;
          next = begin();
          kill(process, rarest());
          check();
        }
        next.destroyForcibly().waitFor();
        Mortal.delete(directory);
        renew();
      }
      return null;
    }

    private boolean isOneMissed() {
      synchronized (killed) {
        return AIMS.stream().anyMatch(phase -> killed.getOrDefault(phase, 0) < LEAST_IN_EACH_PHASE);
      }
    }

    /** A phase in which few have been killed. */
    private Phase rarest() {
      synchronized (killed) {
        return Collections.min(
            AIMS,
            Comparator.comparingInt(
                phase -> killed.getOrDefault(phase, 0) * 8 + random.nextInt(8)));
      }
    }

    private Process begin() throws IOException {
      List<String> arguments =
          List.of(directory.toString(), boardFile.toString(), Long.toString(seed));
      return jvm.start(Mortal.class, parent.resolve("words" + seed), arguments);
    }

    /** Lets the process work, and kills it when it is in the phase aimed at. */
    private void kill(Process process, Phase aim) throws IOException, InterruptedException {
      board.enter(Phase.NONE);
      String order = "\n%-40s".formatted(done + " " + aim);
      process.getOutputStream().write(order.getBytes(UTF_8));
      process.getOutputStream().flush();
      long early = aim == Phase.START ? 0 : done + random.nextInt(aim == Phase.ROLL ? 8 : 60);
      while (process.isAlive() && board.done() < early) {
        LockSupport.parkNanos(100_000);
      }
      long pause = PAUSES.getOrDefault(aim, 0L);
      pause = pause == 0 ? 0 : random.nextLong(pause);
      while (process.isAlive() && board.phase() != aim) {
        LockSupport.parkNanos(10_000);
      }
      if (pause > 0) {
        LockSupport.parkNanos(pause);
      }
      boolean lived = process.isAlive();
      process.destroyForcibly();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertTrue(lived, () -> words());
      killed.merge(board.phase(), 1, Integer::sum);
    }

    private String words() {
      try {
        return Files.readString(parent.resolve("words" + seed));
      } catch (IOException e) {
        return e.toString();
      }
    }

    /** All that was acknowledged is there, and perhaps the deed that was not. */
    private void check() throws IOException {
      long acknowledged = Math.max(done, board.done());
      while (done < acknowledged) {
        act();
      }
      moved.addAndGet(movedRanges());
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadCpuTime();
      try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
        work.add(TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - before));
        starts.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        if (!isShown(volume)) {
          act();
        }
        assertEquals(List.copyOf(files.keySet()), Deeds.names(volume));
        for (var file : files.entrySet()) {
          assertArrayEquals(file.getValue(), bytes(volume, file.getKey()), file.getKey());
        }
      }
    }

    private int movedRanges() throws IOException {
      int[] count = {0};
      new JournalReader(new FileDisk(), directory)
          .scan(
              (entry, _) ->
                  entry.events().stream()
                      .filter(RangesMoved.class::isInstance)
                      .forEach(_ -> count[0]++));
      return count[0];
    }

    private void act() {
      Deeds.act(files, deeds.deed(done, List.copyOf(files.keySet())));
      done++;
    }

    private boolean isShown(Volume volume) throws IOException {
      boolean same = List.copyOf(files.keySet()).equals(Deeds.names(volume));
      for (var file : files.entrySet()) {
        same = same && Arrays.equals(file.getValue(), bytes(volume, file.getKey()));
      }
      return same;
    }

    private static byte[] bytes(Volume volume, String name) throws IOException {
      Ino ino = volume.view().child(Ino.ROOT, new Name(name)).orElseThrow();
      return Pair.read(volume, ino, 0, 64 << 10);
    }
  }
}
