package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.cli.journal.Verification.Result;
import io.arvfs.fs.Volume;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes whose bytes were moved out of the segment that they were written to. */
class MovedRangesTest {

  private static final Name KEPT = new Name("kept");
  private static final String CONTENT = "k".repeat(700);

  @TempDir private Path root;
  private Path volume = Path.of("/");
  private SegmentRange written = new SegmentRange(1, 0, 1, 0);
  private SegmentRange place = written;
  private String tree = "";

  @BeforeEach
  void clean() throws IOException {
    volume = root.resolve("volume");
    try (Volume cleaned = VolumeRig.open(volume)) {
      Ino kept = VolumeRig.file(cleaned, Ino.ROOT, "kept", CONTENT);
      written = ((InSegment) cleaned.view().extents(kept).getFirst()).range();
      Ino gone = VolumeRig.file(cleaned, Ino.ROOT, "gone", "g".repeat(60 << 10));
      VolumeRig.write(cleaned, gone, 0, "h".repeat(30 << 10));
      var _ = cleaned.execute(new Command.Unlink(Ino.ROOT, new Name("gone")));
      var _ = cleaned.execute(new Command.Bury(gone));
      cleaned.clean();
      place = cleaned.view().place(written);
      tree = VolumeRig.tree(cleaned);
    }
    assertNotEquals(written, place);
    assertFalse(Files.exists(segment(written)));
  }

  private Path segment(SegmentRange range) {
    return VolumeLayout.of(volume).segments().resolve("%08d.segment".formatted(range.segment()));
  }

  private Result verify() throws IOException {
    return new Verification(VolumeRig.files(volume), Depth.FULL, VolumeRig.NO_PROGRESS).run();
  }

  @Test
  void verify_ofMovedBytes_looksWhereTheyStand() throws IOException {
    assertEquals(0, verify().status());

    VolumeRig.flip(segment(place), place.offset() + 9, 1);

    assertEquals(1, verify().findings().size());
    assertNotEquals(0, verify().status());
  }

  @Test
  void bytes_askedForByTheNameTheyWereWrittenUnder_areFollowed() throws IOException {
    try (RangeBytes ranges = new RangeBytes(VolumeRig.files(volume), null)) {
      ByteBuffer bytes = assertInstanceOf(RangeBytes.Got.Here.class, ranges.get(written)).bytes();

      assertEquals(ByteBuffer.wrap(CONTENT.getBytes(UTF_8)), bytes);
    }
  }

  @Test
  void recover_ofMovedBytes_savesThem() throws IOException {
    Path saved = root.resolve("saved");

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(0, result.status(), result::toString);
    try (Volume again = VolumeRig.open(saved)) {
      ByteBuffer bytes = ByteBuffer.allocate(1000);
      var _ = again.read(again.view().child(Ino.ROOT, KEPT).orElseThrow(), 0, bytes);
      assertEquals(ByteBuffer.wrap(CONTENT.getBytes(UTF_8)), bytes.flip());
      assertEquals(tree, VolumeRig.tree(again));
    }
  }
}
