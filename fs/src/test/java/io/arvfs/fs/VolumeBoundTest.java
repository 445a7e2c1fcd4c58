package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in a volume's directory, measured in blocks of the disk, against its bound. */
final class VolumeBoundTest {

  private static final long LIMIT = 16L << 20;
  private static final long TOLERANCE = 64L << 20;
  private static final int MANY_FILES = 400_000;
  private static final int SOME_FILES = 5_000;
  private static final int FILES_A_STREAM = 1_000;
  private static final String UUID = "zzzzz-4zz18-000000000000000";
  private static final Refused ENOSPC = new Refused(Errno.ENOSPC);

  private final FileDisk disk = new FileDisk();
  private final Tasks tasks = new RealTasks();
  private final Random random = new Random(7);
  private long mostBytes;
  @TempDir private Path directory;

  private Volume open(int files) throws IOException {
    VolumeLayout layout = VolumeLayout.of(directory);
    Journal journal =
        Journal.openOn(
            disk, directory, tasks, JournalOptions.DEFAULT.withSize(OptionalLong.of(LIMIT)));
    RocksDirectory rows = RocksDirectory.within(LIMIT, layout.index(), TreeFamilies.all());
    Index index = new VolumeStart(disk, directory, tasks).index(rows, journal.reader());
    TreeSource trees = (_, text) -> new TreeSource.Loaded(UUID, manifest(files, text));
    Keeping keeping =
        Keeping.within(
            LIMIT, new Checkpoints(disk, layout.checkpoints()), TreeFamilies.all(), History.NONE);
    VolumeParts parts =
        new VolumeParts(
            journal,
            index,
            Rig.folding(disk, directory),
            new ManifestFiles(disk, layout.manifests()),
            trees,
            new Rig.NoBlocks(),
            Rig.ATTRIBUTES,
            tasks);
    return new Volume(parts.with(keeping));
  }

  /** Writes the text of a collection whose names no compression makes small. */
  private ServerState manifest(int files, ManifestTarget target) throws IOException {
    MessageDigest md5 = md5();
    OutputStream text = new DigestOutputStream(target.begin(), md5);
    long bytes = 0;
    for (int file = 0; file < files; file++) {
      String name = (file % FILES_A_STREAM == 0 ? stream(file) : "") + " 0:3:" + name();
      boolean last = (file + 1) % FILES_A_STREAM == 0 || file + 1 == files;
      byte[] part = (last ? name + "\n" : name).getBytes(UTF_8);
      text.write(part);
      bytes += part.length;
      if (last) {
        measure(file / FILES_A_STREAM);
      }
    }
    String hash = HexFormat.of().formatHex(md5.digest()) + "+" + bytes;
    return new ServerState(1, hash, Instant.EPOCH);
  }

  private static String stream(int file) {
    return "./d%06d acbd18db4cc2f85cedef654fccc4a4d8+3".formatted(file);
  }

  private String name() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void measure() throws IOException {
    mostBytes = Math.max(mostBytes, disk.allocatedBytesBelow(directory));
  }

  private void measure(int number) throws IOException {
    if (number % 16 == 0) {
      measure();
    }
  }

  private void requireBounded() throws IOException {
    measure();
    assertTrue(mostBytes <= LIMIT + TOLERANCE, mostBytes + " bytes");
  }

  @Test
  void load_ofMoreThanFits_isRefusedInALineThatNamesTheBound() throws IOException {
    try (Volume volume = open(MANY_FILES)) {
      String said =
          String.valueOf(
              assertThrows(OutOfSpaceException.class, () -> volume.load(Ino.ROOT)).getMessage());

      assertTrue(said.contains("--journal-size " + LIMIT), said);
      assertEquals(1, said.lines().count());
      assertEquals(Optional.empty(), volume.poison());
    }
    requireBounded();
  }

  @Test
  void all_ofAVolumeThatIsFilledAgainAndAgain_staysWithinTheBound() throws IOException {
    try (Volume volume = open(SOME_FILES)) {
      volume.load(Ino.ROOT);
      requireBounded();
      for (int round = 0; round < 2; round++) {
        fill(volume, round);
        requireBounded();
        empty(volume, round);
        requireBounded();
        volume.free(Long.MAX_VALUE);
        requireBounded();
      }
      volume.condense();
    }
    requireBounded();
  }

  private static Name file(int round, int number) {
    return new Name("round" + round + "-" + number);
  }

  private void fill(Volume volume, int round) throws IOException {
    byte[] data = new byte[64 << 10];
    random.nextBytes(data);
    Decision last = new Accepted(java.util.List.of());
    for (int number = 0; last instanceof Accepted; number++) {
      Name name = file(round, number);
      last = volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
      if (last instanceof Accepted) {
        Ino ino = volume.view().child(Ino.ROOT, name).orElseThrow();
        last = volume.write(ino, 0, false, ByteBuffer.wrap(data));
      }
      measure(number);
    }
    assertEquals(ENOSPC, last);
  }

  private void empty(Volume volume, int round) throws IOException {
    int number = 0;
    while (volume.view().child(Ino.ROOT, file(round, number)).isPresent()) {
      Command unlink = new Command.Unlink(Ino.ROOT, file(round, number++));
      assertTrue(volume.execute(unlink) instanceof Accepted);
      measure(number);
    }
    assertTrue(number > 20, number + " files");
  }
}
