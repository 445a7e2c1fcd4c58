package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.cli.journal.Verification.Result;
import io.arvfs.cli.journal.Verification.Telling;
import io.arvfs.fs.Volume;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification says of sound volumes, and of every kind of damage. */
class VerificationTest {

  private static final int FLIPS = 90;

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path live = Path.of("/");
  private Path volume = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  @BeforeEach
  void make() throws IOException {
    live = root.resolve("live");
    volume = root.resolve("killed");
    VolumeRig.copy(made.resolve("live"), live);
    VolumeRig.copy(made.resolve("killed"), volume);
  }

  private static Result verify(Path path, Depth depth) throws IOException {
    return new Verification(VolumeRig.files(path), depth, VolumeRig.NO_PROGRESS).run();
  }

  private static void sound(Path path) throws IOException {
    for (Depth depth : Depth.values()) {
      Result result = verify(path, depth);
      assertEquals(0, result.status(), () -> depth + " " + result.findings());
    }
  }

  private List<SegmentRange> liveRanges() throws IOException {
    List<SegmentRange> ranges = new ArrayList<>();
    for (ReadEntry read : VolumeRig.entries(volume)) {
      for (Event event : read.entry().events()) {
        if (event instanceof BytesWritten written) {
          ranges.add(written.data());
        }
      }
    }
    return ranges;
  }

  @Test
  void volume_stoppedOrKilled_isSoundWhateverItsIndexHas() throws IOException {
    sound(live);
    sound(volume);

    Path old = root.resolve("old");
    VolumeRig.copy(volume.resolve("index"), old);
    VolumeRig.delete(volume.resolve("index"));
    sound(volume);
    VolumeRig.copy(live.resolve("index"), volume.resolve("index"));
    sound(volume);

    try (Volume more = VolumeRig.open(live)) {
      VolumeRig.file(more, Ino.ROOT, "more", "more");
    }
    VolumeRig.delete(live.resolve("index"));
    VolumeRig.copy(old, live.resolve("index"));
    sound(live);
  }

  @Test
  void frame_withAFlippedBit_isFound() throws IOException {
    List<SurveyedFrame> frames = frames();
    Random random = new Random(7);
    for (int i = 0; i < FLIPS; i++) {
      SurveyedFrame frame = frames.get(i < frames.size() ? i : random.nextInt(frames.size()));
      flipIsFound(frame, random.nextInt(frame.bytes()), random);
    }
    sound(volume);
  }

  @Test
  @Tag("long")
  void frame_withAnyByteChanged_isFound() throws IOException {
    Random random = new Random(8);
    for (SurveyedFrame frame : frames()) {
      for (int at = 0; at < frame.bytes(); at++) {
        flipIsFound(frame, at, random);
      }
    }
    sound(volume);
  }

  private List<SurveyedFrame> frames() throws IOException {
    return VolumeRig.entries(volume).stream().map(ReadEntry::frame).toList();
  }

  private void flipIsFound(SurveyedFrame frame, int at, Random random) throws IOException {
    long offset = frame.place().offset() + at;
    int bits = 1 << random.nextInt(8);
    VolumeRig.flip(frame.place().file(), offset, bits);

    Result result = verify(volume, Depth.QUICK);

    assertTrue(result.status() >= 3, () -> frame + " at " + at + ": " + result.findings());
    VolumeRig.flip(frame.place().file(), offset, bits);
  }

  @Test
  void frame_thatWasDurable_isLostWithItsPositionAndPlace() throws IOException {
    SurveyedFrame fifth = VolumeRig.entries(volume).get(4).frame();
    VolumeRig.flip(fifth.place().file(), fifth.place().offset() + 60, 1);

    Result result = verify(volume, Depth.QUICK);

    assertEquals(4, result.status());
    assertEquals(1, result.findings().size());
    String line = result.findings().getFirst().line();
    assertTrue(line.startsWith("the entry 5 cannot be read: " + fifth.place().file()), line);
    assertTrue(line.endsWith("--into NEWDIR --skip 5"), line);
  }

  @Test
  void range_withAFlippedByte_isFoundInFull() throws IOException {
    List<SegmentRange> ranges = liveRanges();
    for (int i = 0; i < ranges.size(); i += 4) {
      SegmentRange range = ranges.get(i);
      Path file = volume.resolve("segments/%08d.segment".formatted(range.segment()));
      long at = range.offset() + range.length() / 2;
      VolumeRig.flip(file, at, 0x40);

      assertEquals(0, verify(volume, Depth.NORMAL).status());
      Result full = verify(volume, Depth.FULL);

      assertTrue(full.status() >= 3, () -> range + ": " + full.findings());
      assertEquals(range.offset(), full.findings().getFirst().place().orElseThrow().offset());
      VolumeRig.flip(file, at, 0x40);
    }
    sound(volume);
  }

  @Test
  void segment_thatIsMissing_isFound() throws IOException {
    Files.delete(volume.resolve("segments/00000001.segment"));

    Result result = verify(volume, Depth.NORMAL);
    assertEquals(4, result.status());
    assertEquals(1, result.findings().size(), () -> result.findings().toString());
    String line = result.findings().getFirst().line();
    assertTrue(line.matches("[0-9]+ bytes in [0-9]+ ranges of .*gone with their segment.*"), line);
    assertEquals(0, verify(volume, Depth.QUICK).status());
    Result each =
        new Verification(VolumeRig.files(volume), Depth.NORMAL, Telling.EACH, VolumeRig.NO_PROGRESS)
            .run();
    assertTrue(each.findings().size() > 1);
    assertEquals(4, each.status());
  }

  @Test
  void manifest_thatIsMissing_canBeFetchedAgain() throws IOException {
    Files.delete(volume.resolve("manifests").resolve(ManifestText.EMPTY.portableDataHash()));

    Result result = verify(volume, Depth.NORMAL);

    assertEquals(3, result.status());
    assertTrue(result.findings().getFirst().line().contains("is missing"));
    assertEquals(2, result.findings().size());
  }

  @Test
  void log_whoseLastFileIsLost_isLostWhereSomethingDurableTellsOfMore() throws IOException {
    Files.delete(VolumeRig.entries(live).getLast().frame().place().file());

    Result result = verify(live, Depth.NORMAL);

    assertEquals(4, result.status(), () -> result.findings().toString());
    String line = result.findings().getFirst().line();
    assertTrue(line.contains("the index tells of epoch 3, ") && line.contains("are lost"), line);
  }

  @Test
  void log_thatEndsBeforeACheckpoint_isLost() throws IOException {
    VolumeFiles files = VolumeRig.files(live);
    try (Past past = new Past(files)) {
      var _ = files.read(past::take);
      try (Index.Snapshot rows = past.index().snapshot()) {
        var _ =
            new Checkpoints(files.disk(), files.layout().checkpoints())
                .write(rows, Projection.families(), () -> false);
      }
    }
    VolumeRig.delete(live.resolve("index"));
    sound(live);
    Files.delete(VolumeRig.entries(live).getLast().frame().place().file());

    for (Depth depth : Depth.values()) {
      Result result = verify(live, depth);
      assertEquals(4, result.status(), () -> depth + " " + result.findings());
      assertTrue(result.findings().getFirst().line().contains("the checkpoint has all up to"));
    }
  }

  @Test
  void log_withoutItsBeginning_isLostOrInTheIndexAlone() throws IOException {
    Files.delete(VolumeRig.entries(volume).getFirst().frame().place().file());

    for (Depth depth : Depth.values()) {
      Result known = verify(volume, depth);
      assertEquals(3, known.status(), () -> depth + " " + known.findings());
    }
    VolumeRig.delete(volume.resolve("index"));
    for (Depth depth : Depth.values()) {
      Result result = verify(volume, depth);
      assertEquals(4, result.status(), () -> depth + " " + result.findings());
      assertTrue(result.findings().getFirst().line().contains("the log begins at the entry"));
    }
  }

  @Test
  void index_withAnotherRow_differs() throws IOException {
    try (RocksIndex index = RocksIndex.open(live.resolve("index"), Projection.families())) {
      Batch batch = new Batch(index);
      Family family = Projection.families().getFirst();
      batch.put(family, new byte[] {1, 2, 3}, new byte[] {4});
      index.write(batch, index.applied());
      index.flush();
    }

    Result result = verify(live, Depth.NORMAL);

    assertEquals(3, result.status());
    assertTrue(result.findings().getFirst().line().contains("differs from the journal"));
  }

  @Test
  void index_ofAnotherVersion_isNotedAndNoDamage() throws IOException {
    VolumeRig.indexOfAnotherVersion(live);
    List<Family> more = new ArrayList<>(Projection.families());
    more.add(new Family("segment"));
    VolumeRig.delete(volume.resolve("index"));
    RocksIndex.open(volume.resolve("index"), more).close();

    for (Path each : List.of(live, volume)) {
      Result result = verify(each, Depth.NORMAL);

      assertEquals(0, result.status(), () -> result.findings().toString());
      assertEquals(1, result.findings().size());
      assertTrue(result.findings().getFirst().line().contains("another version"));
    }
  }

  @Test
  void log_withoutEntries_isLost() throws IOException {
    VolumeRig.delete(volume.resolve("log"));
    Files.createDirectory(volume.resolve("log"));

    assertEquals(4, verify(volume, Depth.QUICK).status());
  }

  @Test
  void verification_ofAnyDepth_writesNothing() throws IOException {
    List<String> before = VolumeRig.listing(volume);

    sound(volume);

    assertEquals(before, VolumeRig.listing(volume));
  }
}
