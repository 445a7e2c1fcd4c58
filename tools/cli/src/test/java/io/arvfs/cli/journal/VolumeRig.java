package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.History;
import io.arvfs.fs.Keeping;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.VolumeStart;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.log.ChronicleLog;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.journal.segment.SegmentOptions;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Volumes on the real disk and Chronicle, as mounts leave them, without a mount. */
public final class VolumeRig {

  static final String UUID = "zzzzz-4zz18-000000000000000";
  static final Progress NO_PROGRESS =
      new Progress(new PrintWriter(System.err, true, UTF_8), false, new RealTasks());

  private static final Attributes ATTRIBUTES = new Attributes(0755, 1000, 1000);

  /** Several files for a few entries. */
  private static final JournalOptions SMALL =
      new JournalOptions(
          new LogOptions(200 << 10, 64 << 10),
          new SegmentOptions(64 << 10, 4 << 10),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
          OptionalLong.of(Long.MAX_VALUE));

  private static final int EARLY_FILES = 30;

  private VolumeRig() {}

  /** No block is ever asked for. */
  private static final class NoBlocks implements BlockSource {
    @Override
    public ByteBuffer block(BlockId block) throws IOException {
      throw new IOException("no block " + block);
    }

    @Override
    public Optional<ByteBuffer> near(BlockId block) {
      return Optional.empty();
    }
  }

  /** The files of a volume at {@code path}. */
  public static VolumeFiles files(Path path) {
    return new VolumeFiles(new FileDisk(), path, new RealTasks());
  }

  /** Opens the volume at {@code path}, empty if it is new. */
  public static Volume open(Path path) throws IOException {
    VolumeLayout layout = VolumeLayout.of(path);
    ManifestFiles manifests = new ManifestFiles(new FileDisk(), layout.manifests());
    VolumeStart start = new VolumeStart(new FileDisk(), path, new RealTasks());
    Journal journal = Journal.open(path, new RealTasks(), SMALL, start.from());
    RocksDirectory rows = new RocksDirectory(layout.index(), Projection.families());
    VolumeParts parts =
        new VolumeParts(
            journal,
            start.index(rows, journal.reader()),
            Projection.folding(manifests),
            manifests,
            (_, _) ->
                new Loaded(
                    UUID, new ServerState(1, ManifestText.EMPTY.portableDataHash(), Instant.EPOCH)),
            new NoBlocks(),
            ATTRIBUTES,
            new RealTasks());
    Keeping keeping =
        new Keeping(start.checkpoints(), Projection.families(), History.NONE, Long.MAX_VALUE);
    Volume volume = new Volume(parts.with(keeping));
    volume.load(Ino.ROOT);
    return volume;
  }

  /** Makes a file with this content. */
  public static Ino file(Volume volume, Ino parent, String name, String content)
      throws IOException {
    Decision made = volume.execute(new Command.CreateFile(parent, new Name(name), ATTRIBUTES));
    Ino ino = volume.view().child(parent, new Name(name)).orElseThrow();
    if (!(made instanceof Decision.Accepted)) {
      throw new IOException(made.toString());
    }
    write(volume, ino, 0, content);
    return ino;
  }

  public static Ino directory(Volume volume, Ino parent, String name) throws IOException {
    var _ = volume.execute(new Command.MakeDirectory(parent, new Name(name), ATTRIBUTES));
    return volume.view().child(parent, new Name(name)).orElseThrow();
  }

  public static void write(Volume volume, Ino ino, long offset, String content) throws IOException {
    var _ = volume.write(ino, offset, false, ByteBuffer.wrap(content.getBytes(UTF_8)));
  }

  /** Writes other bytes over all of every file. */
  public static void replaceAll(Volume volume) throws IOException {
    for (var file : volume.view().byName(Ino.ROOT)) {
      replace(volume, file.ino());
    }
    volume.force(volume.appended());
  }

  private static void replace(Volume volume, Ino ino) throws IOException {
    var inode = volume.view().inode(ino).orElseThrow();
    if (inode.isDirectory()) {
      for (var child : volume.view().byName(ino)) {
        replace(volume, child.ino());
      }
    } else {
      write(volume, ino, 0, "-".repeat((int) inode.size()));
    }
  }

  /** A volume whose log lacks its beginning, and a few entries since. */
  public static void trimmed(Path path) throws IOException {
    try (Volume volume = open(path)) {
      Ino early = directory(volume, Ino.ROOT, "early");
      for (int i = 0; i < EARLY_FILES; i++) {
        file(volume, early, "e" + i, "early " + i);
      }
    }
    try (Volume volume = open(path)) {
      file(volume, Ino.ROOT, "middle", "middle");
      volume.condense();
      file(volume, Ino.ROOT, "late", "late");
      Ino early = volume.view().child(Ino.ROOT, new Name("early")).orElseThrow();
      write(volume, volume.view().child(early, new Name("e1")).orElseThrow(), 0, "again");
      volume.force(volume.appended());
    }
  }

  /** A few directories and files in three epochs, the last one as a killed process leaves it. */
  public static void killed(Path path, Path copy) throws IOException {
    try (Volume volume = open(path)) {
      Ino a = directory(volume, Ino.ROOT, "a b");
      file(volume, a, "one", "1\n");
      Ino two = file(volume, Ino.ROOT, "two", "x".repeat(5000));
      write(volume, two, 1000, "y".repeat(100));
      volume.force(volume.appended());
    }
    try (Volume volume = open(path)) {
      for (int i = 0; i < 20; i++) {
        file(volume, Ino.ROOT, "f" + i, "content " + i);
      }
      volume.force(volume.appended());
    }
    try (Volume volume = open(path)) {
      Ino b = directory(volume, Ino.ROOT, "b");
      file(volume, b, "last", "z".repeat(300));
      copy(path, copy);
    }
  }

  public static String tree(Volume volume) {
    return TreeDigest.of(volume.view());
  }

  /** The tree that the journal at {@code path} folds to. */
  public static String tree(Path path) throws IOException {
    try (ScratchIndex scratch = ScratchIndex.of(files(path))) {
      var _ = new Refold(files(path), scratch.index(), Refold.Until.END, NO_PROGRESS).run(null);
      return TreeDigest.of(new io.arvfs.fs.tree.TreeView(scratch.index()));
    }
  }

  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  /** Puts an index in the place of the volume's whose rows do not say that they are ours. */
  public static void indexOfAnotherVersion(Path volume) throws IOException {
    Path directory = volume.resolve("index");
    delete(directory);
    try (RocksIndex index = RocksIndex.open(directory, Projection.families())) {
      index.write(new Batch(index), entries(volume).getLast().applied());
    }
  }

  /**
   * Appends an entry of a kind that no program knows yet.
   *
   * @param covered whether a later entry says that it is durable
   */
  public static void appendOfNewerVersion(Path volume, boolean covered) throws IOException {
    byte[] unknown = {(byte) 200, 1};
    append(volume, unknown, covered);
  }

  /** Appends a durable entry, whether it fits or not; its position. */
  public static long append(Path volume, Event event) throws IOException {
    append(volume, EventCodec.encode(List.of(event)), true);
    return entries(volume).getLast().entry().position().value() - 1;
  }

  private static void append(Path volume, byte[] payload, boolean covered) throws IOException {
    SurveyedFrame last = entries(volume).getLast().frame();
    LogEnd end = new LogEnd(last.frame().position(), last.crc());
    try (ChronicleLog log = ChronicleLog.open(volume.resolve("log"), end, SMALL.log())) {
      Position at = end.position().next();
      long epoch = last.frame().epoch();
      Instant time = last.frame().time();
      log.append(new Frame(epoch, at, time, Position.NONE, payload));
      if (covered) {
        log.append(new Frame(epoch, at.next(), time, at, new byte[0]));
      }
      log.force();
    }
  }

  /** Writes the rows as they were after the entry {@code through} as a checkpoint; its file. */
  public static Path checkpoint(Path volume, long through) throws IOException {
    try (Past past = new Past(files(volume))) {
      var _ =
          files(volume)
              .read(
                  read -> {
                    if (read.entry().position().value() <= through) {
                      past.take(read);
                    }
                  });
      try (Index.Snapshot rows = past.index().snapshot()) {
        return new Checkpoints(new FileDisk(), volume.resolve("checkpoints"))
            .write(rows, Projection.families(), () -> false)
            .file();
      }
    }
  }

  /** The files of the log, in order. */
  public static List<Path> logFiles(Path volume) throws IOException {
    return entries(volume).stream().map(read -> read.frame().place().file()).distinct().toList();
  }

  /** Damages the entry at {@code position} of a log that begins at 1. */
  public static void damage(Path volume, long position) throws IOException {
    var place = entries(volume).get((int) position - 1).frame().place();
    flip(place.file(), place.offset() + 55, 4);
  }

  /** Deletes a directory with all that is in it. */
  public static void delete(Path directory) throws IOException {
    new RocksDirectory(directory, List.of()).delete();
  }

  /** Everything in a directory, with its bytes and times. */
  public static List<String> listing(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted().toList()) {
        String content =
            Files.isDirectory(each)
                ? ""
                : " " + java.util.Arrays.hashCode(Files.readAllBytes(each));
        lines.add(each + " " + Files.getLastModifiedTime(each) + content);
      }
    }
    return lines;
  }

  /** Flips bits of one byte; a second time gives the first state. */
  public static void flip(Path file, long offset, int bits) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ bits));
      channel.write(one.flip(), offset);
    }
  }

  /** All entries that can be read, in order. */
  public static List<ReadEntry> entries(Path path) throws IOException {
    List<ReadEntry> entries = new ArrayList<>();
    var _ = files(path).read(entries::add);
    return entries;
  }
}
