package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.log.LogScan;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * The journal that four lives of a volume left, none closed: the first one's end was cut when the
 * second began, and stands there still. What every prefix of it means is known in advance.
 */
final class Story {

  static final Path LOG = VolumeLayout.of(Rig.DIRECTORY).log();
  static final Path SEGMENTS = VolumeLayout.of(Rig.DIRECTORY).segments();

  private static final int LIVES = 4;

  /** What a frame has around its payload, as the format says. */
  private static final int FRAME_OVERHEAD_BYTES = 56;

  private final Image image;
  private final JournalOptions options;
  private final CrashDisk disk;
  private final long forced;
  private final List<Lineage> lineages = new ArrayList<>();
  private final List<Long> firsts = new ArrayList<>();

  /**
   * How long and how fine-grained a story is.
   *
   * @param logBytes of frames, about
   * @param tailBytes of frames that each life appended last and did not force
   * @param nameBytes of each name; a renaming has two
   */
  record Size(int logBytes, int tailBytes, int nameBytes, JournalOptions options) {

    static Size of(int logBytes, int tailBytes, int nameBytes, int fileBytes) {
      return new Size(
          logBytes,
          tailBytes,
          nameBytes,
          new JournalOptions(
              new LogOptions(fileBytes, 4 << 10),
              new SegmentOptions(8 << 10, 4 << 10),
              new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
              OptionalLong.of(Long.MAX_VALUE)));
    }
  }

  private Story(CrashDisk disk, long forced, JournalOptions options) throws IOException {
    this.disk = disk;
    this.forced = forced;
    this.image = Image.of(disk, Rig.DIRECTORY);
    this.options = options;
    Image upTo = image;
    for (Path file : image.in(LOG)) {
      upTo = upTo.without(file);
    }
    for (Path file : image.in(LOG)) {
      upTo = upTo.with(file, image.bytes(file));
      firsts.add(first(file));
      Lineage lineage = Lineage.of(upTo);
      if (lineage.epoch() == lineages.size()) {
        lineages.removeLast();
      }
      lineages.add(lineage);
    }
  }

  private long first(Path file) throws IOException {
    long[] first = {Long.MAX_VALUE};
    Path directory = Path.of("/alone");
    CrashDisk alone = new CrashDisk();
    alone.makeDirectories(directory);
    try (DiskFile copy = alone.open(directory.resolve("00000002.frames"), OpenMode.CREATE_NEW)) {
      copy.write(ByteBuffer.wrap(image.bytes(file)), 0);
    }
    new FrameReader(alone, directory)
        .scan((frame, _, _) -> first[0] = Math.min(first[0], frame.position().value()));
    return first[0];
  }

  static Story write(long seed, Size size) throws IOException {
    CrashDisk disk = new CrashDisk();
    long[] forced = new long[1];
    Simulation.run(
        seed,
        tasks -> {
          for (int life = 1; life <= LIVES; life++) {
            forced[0] = live(new Random(seed + life), disk, tasks, size, life);
          }
        });
    Story story = new Story(disk, forced[0], size.options());
    assertEquals(LIVES, story.lineages.size());
    assertTrue(story.lineage(LIVES).durable() < story.lineage(LIVES).length());
    assertTrue(story.lineage(2).length() > 0);
    return story;
  }

  /** One life; what it forced last. */
  private static long live(Random random, CrashDisk disk, Tasks tasks, Size size, int life)
      throws IOException {
    Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, size.options());
    Volume volume = Rig.on(disk, tasks, journal, Rig.heap());
    volume.load(Ino.ROOT);
    Actor actor = new Actor(volume, random, size.nameBytes());
    long goal = (long) size.logBytes() / LIVES - size.tailBytes();
    long begun = framesBytes(disk);
    while (framesBytes(disk) - begun < goal) {
      actor.act(40);
      volume.force(volume.appended());
    }
    long forced = volume.durable().value();
    SegmentRange doubtful = actor.write();
    actor.act(size.tailBytes() / (60 + size.nameBytes()));
    if (life == 1) {
      spoil(disk, doubtful);
    }
    return forced;
  }

  private static long framesBytes(CrashDisk disk) throws IOException {
    long sum = 0;
    for (Path file : disk.list(LOG)) {
      sum += disk.size(file);
    }
    return sum;
  }

  /** The bytes do not arrive: the next start cuts the log before the entry that names them. */
  private static void spoil(CrashDisk disk, SegmentRange range) throws IOException {
    Path file = SEGMENTS.resolve(String.format("%08d.segment", range.segment()));
    try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
      open.write(ByteBuffer.allocate(range.length()), range.offset());
    }
  }

  Image image() {
    return image;
  }

  /** The disk, which has lost nothing yet. */
  CrashDisk disk() {
    return disk;
  }

  /** Up to where the last life was told that it is durable. */
  long forced() {
    return forced;
  }

  JournalOptions options() {
    return options;
  }

  /** What was true when the last start so far was the one that began {@code epoch}. */
  Lineage lineage(long epoch) {
    return lineages.get(Math.toIntExact(epoch) - 1);
  }

  /** The position of the first frame in a file of the log. */
  long firstIn(Path file) {
    return firsts.get(image.in(LOG).indexOf(file));
  }

  Lineage last() {
    return lineages.getLast();
  }

  /** Where a frame starts or ends. */
  record Place(Path file, long offset) {}

  /**
   * A history without cuts.
   *
   * @param epoch the last one
   * @param crcs of the frames; with its CRC, all that stands before a frame is the same
   * @param trees digests after each frame, and before the first
   * @param durable the last mark
   */
  record Lineage(
      long epoch,
      List<Integer> crcs,
      List<Place> places,
      List<Place> ends,
      List<String> trees,
      long durable) {

    static Lineage of(Image image) throws IOException {
      List<Integer> crcs = new ArrayList<>();
      List<Place> places = new ArrayList<>();
      List<Place> ends = new ArrayList<>();
      List<String> trees = new ArrayList<>();
      CrashDisk disk = image.disk();
      LogScan scan =
          new FrameReader(disk, LOG)
              .scan(
                  (frame, crc, place) -> {
                    crcs.add(crc);
                    places.add(new Place(place.file(), place.offset()));
                    long end = place.offset() + FRAME_OVERHEAD_BYTES + frame.payload().length;
                    ends.add(new Place(place.file(), end));
                  });
      HeapIndex index = Rig.heap();
      Folding folding = Rig.folding(disk);
      trees.add(TreeDigest.of(new TreeView(index)));
      new JournalReader(disk, Rig.DIRECTORY)
          .scan(
              (entry, at) -> {
                Batch batch = new Batch(index);
                folding.apply(entry, batch);
                index.write(batch, at);
                trees.add(TreeDigest.of(new TreeView(index)));
              });
      return new Lineage(scan.lastEpoch(), crcs, places, ends, trees, scan.durableEnd().value());
    }

    /** The last position. */
    int length() {
      return crcs.size();
    }

    int crc(long position) {
      return crcs.get(Math.toIntExact(position) - 1);
    }

    Place place(long position) {
      return places.get(Math.toIntExact(position) - 1);
    }

    /** Where the frame at {@code position} ends. */
    Place end(long position) {
      return ends.get(Math.toIntExact(position) - 1);
    }

    /** Digest of the tree at a position, from 0. */
    String tree(long position) {
      return trees.get(Math.toIntExact(position));
    }
  }

  /** Does things that always succeed, in a directory that stays small. */
  private static final class Actor {

    private static final int FILES = 12;

    private final Volume volume;
    private final Random random;
    private final int nameBytes;

    Actor(Volume volume, Random random, int nameBytes) {
      this.volume = volume;
      this.random = random;
      this.nameBytes = nameBytes;
    }

    void act(int times) throws IOException {
      for (int i = 0; i < times; i++) {
        List<TreeView.Dentry> there = volume.view().byName(Ino.ROOT);
        if (there.size() < FILES) {
          volume.execute(new Command.CreateFile(Ino.ROOT, name(), Rig.ATTRIBUTES));
          continue;
        }
        TreeView.Dentry one = there.get(random.nextInt(there.size()));
        switch (random.nextInt(6)) {
          case 0 -> volume.execute(new Command.Unlink(Ino.ROOT, one.name()));
          case 1 -> volume.execute(new Command.Truncate(one.ino(), random.nextInt(50)));
          case 2, 3 -> write(one.ino());
          default ->
              volume.execute(new Command.Rename(Ino.ROOT, one.name(), Ino.ROOT, name(), true));
        }
      }
    }

    private Name name() {
      return new Name(
          Long.toString(random.nextLong() >>> 1, 36).repeat(240).substring(0, nameBytes));
    }

    /** Writes into some file; where the bytes went. */
    SegmentRange write() throws IOException {
      act(1);
      Ino ino = volume.view().byName(Ino.ROOT).getFirst().ino();
      write(ino);
      return volume.view().extents(ino).stream()
          .map(extent -> ((InSegment) extent).range())
          .max((a, b) -> Long.compare(place(a), place(b)))
          .orElseThrow();
    }

    private static long place(SegmentRange range) {
      return ((long) range.segment() << Integer.SIZE) + range.offset();
    }

    private void write(Ino ino) throws IOException {
      byte[] data = new byte[1 + random.nextInt(60)];
      random.nextBytes(data);
      data[0] |= 1;
      volume.write(ino, random.nextInt(100), false, ByteBuffer.wrap(data));
    }
  }
}
