package io.arvfs.journal.codec;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesLapsed;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.ChangesGathered;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CollectionSaved;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitChecked;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.CommitEvent.OverwriteFound;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.CommitEvent.SharePartAdopted;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.event.VolumeEvent.Started;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What each golden file of version 1 holds. Never edited, as the files are not. */
final class Samples {

  private static final Ino FILE = new Ino(0x0102_0304_0506_0708L);
  private static final Ino DIRECTORY = new Ino(2);
  private static final Name NAME = new Name("ä b");
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123456789Z");
  private static final Attributes ATTRIBUTES = new Attributes(04755, 1000, -2);
  private static final String HASH = "d41d8cd98f00b204e9800998ecf8427e+0";
  private static final ServerState STATE = new ServerState(7, HASH, TIME);
  private static final ServerState OTHER = new ServerState(8, HASH, Instant.EPOCH);
  private static final BlockId BLOCK = new BlockId("acbd18db4cc2f85cedef654fccc4a4d8", 3);

  private Samples() {}

  static List<Event> all() {
    return List.of(
        new FileCreated(FILE, DIRECTORY, NAME, ATTRIBUTES),
        new DirectoryMade(FILE, DIRECTORY, NAME, ATTRIBUTES),
        new BytesWritten(FILE, 1L << 40, new SegmentRange(3, 1L << 33, 70_000, 0xdeadbeef)),
        new Truncated(FILE, Long.MAX_VALUE),
        new Renamed(FILE, DIRECTORY, NAME, Ino.ROOT, new Name(new byte[] {(byte) 0xff})),
        new Unlinked(FILE, DIRECTORY, NAME),
        new DirectoryRemoved(FILE, DIRECTORY, NAME),
        new InodeDied(FILE),
        new AttributesSet(FILE, ATTRIBUTES, Optional.of(TIME)),
        new FileAdopted(FILE, DIRECTORY, NAME, HASH, TIME),
        new DirectoryAdopted(FILE, DIRECTORY, NAME, TIME),
        new RemovalAdopted(FILE, DIRECTORY, NAME),
        new Shortened(FILE, 1L << 40, 70_000),
        new CommitFrozen(Ino.ROOT),
        new BytesStored(
            Ino.ROOT, BLOCK, List.of(new StoredPart(1, 9, 2, 0), new StoredPart(2, 0, 1, 2))),
        new CommitStarted(Ino.ROOT, new Position(41), "00ff", "acbd18db", STATE),
        new CommitChecked(Ino.ROOT, STATE),
        new OverwriteFound(Ino.ROOT, STATE, OTHER),
        new StepSaved(Ino.ROOT, new Position(41), HASH),
        new CollectionSaved(Ino.ROOT, STATE),
        new CommitAbandoned(Ino.ROOT, "refused: ü"),
        new ShareAdopted(Ino.ROOT, STATE),
        new SharePartAdopted(Ino.ROOT, HASH, OTHER, 500),
        new ChangesGathered(Ino.ROOT, DIRECTORY, 1L << 40),
        new ChangesSettled(Ino.ROOT, FILE, 200),
        new BytesLapsed(Ino.ROOT, 3, 9, 1L << 33),
        new CollectionHeld(Ino.ROOT, "conflict", List.of("a/b", "c"), HASH, ""),
        new Started(3, new Position(40), new Position(38)),
        new ManifestAdopted(Ino.ROOT, "zzzzz-4zz18-0123456789abcde", STATE, FILE, ATTRIBUTES),
        new RangesMoved(
            List.of(
                new RangeMove(new SegmentRange(3, 1L << 33, 70_000, 0xdeadbeef), 5, 1L << 34),
                new RangeMove(new SegmentRange(3, 1, 2, 4), 6, 0))));
  }
}
