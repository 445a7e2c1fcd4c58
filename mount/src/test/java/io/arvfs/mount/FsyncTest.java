package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.mount.fuse.Answer;
import io.arvfs.mount.fuse.Done;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An fsync through the mount's operations, and then a power cut. */
final class FsyncTest {

  private static final Path DIRECTORY = Path.of("/volume");
  private static final Attributes ATTRIBUTES = new Attributes(0755, 1000, 1000);
  private static final int CUTS = 20;

  private final Tasks tasks = new RealTasks();

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

  private Volume open(CrashDisk disk) throws IOException {
    ManifestFiles manifests = new ManifestFiles(disk, VolumeLayout.of(DIRECTORY).manifests());
    String hash = ManifestText.EMPTY.portableDataHash();
    ServerState state = new ServerState(1, hash, Instant.EPOCH);
    Volume volume =
        new Volume(
            new VolumeParts(
                Journal.openOn(disk, DIRECTORY, tasks, JournalOptions.DEFAULT),
                new HeapIndex(Projection.families()),
                Projection.folding(manifests),
                manifests,
                (_, _) -> new TreeSource.Loaded("zzzzz-4zz18-000000000000000", state),
                new NoBlocks(),
                ATTRIBUTES,
                tasks));
    volume.load(Ino.ROOT);
    return volume;
  }

  private void requireAfterPowerCuts(CrashDisk disk, Name name) throws IOException {
    for (int seed = 0; seed < CUTS; seed++) {
      try (Volume found = open(disk.crash(seed))) {
        assertTrue(found.view().child(Ino.ROOT, name).isPresent(), "seed " + seed);
      }
    }
  }

  private static void run(Answer<Done> answer) throws Exception {
    assertInstanceOf(Answer.Later.class, answer);
    if (answer instanceof Answer.Later<Done>(var work)) {
      assertInstanceOf(Answer.Given.class, work.run());
    }
  }

  @Test
  void fsync_ofAFileOrADirectory_makesAllBeforeItDurable() throws Exception {
    CrashDisk disk = new CrashDisk();
    try (Volume volume = open(disk)) {
      VolumeOperations operations = new VolumeOperations(volume, disk, DIRECTORY, tasks);
      Name file = new Name("file");
      assertInstanceOf(
          Accepted.class, volume.execute(new Command.CreateFile(Ino.ROOT, file, ATTRIBUTES)));
      run(operations.fsync(volume.view().child(Ino.ROOT, file).orElseThrow(), 0, true));
      requireAfterPowerCuts(disk, file);

      Name directory = new Name("directory");
      assertInstanceOf(
          Accepted.class,
          volume.execute(new Command.MakeDirectory(Ino.ROOT, directory, ATTRIBUTES)));
      run(operations.fsyncdir(Ino.ROOT, 0, false));
      requireAfterPowerCuts(disk, directory);
    }
  }
}
