package io.arvfs.cli.journal;

import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.FrameFollower;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that are asked for, forward, backward or as they come. Memory does not grow with the
 * journal but by a bit for each entry when going backward: it is read forward first, in chunks that
 * are then read again from the last to the first. Confined to one thread.
 */
public final class Listing {

  private static final int CHUNK_ENTRIES = 2048;
  private static final long CHUNK_BYTES = 4L << 20;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final VolumeFiles volume;
  private final Selection selection;
  private final long limit;
  private final Progress progress;
  private @Nullable SurveyedFrame last;
  private long shown;

  /** What a listing shows. */
  public interface Sink {

    /** Shows an entry; whether to go on. */
    boolean show(ReadEntry read) throws IOException;

    /** Tells of damage. */
    void tell(Finding finding);
  }

  /**
   * @param limit so many entries are shown at most
   */
  public Listing(VolumeFiles volume, Selection selection, long limit, Progress progress) {
    this.volume = volume;
    this.selection = selection;
    this.limit = limit;
    this.progress = progress;
  }

  /** Shows oldest first. Damage is told of whatever the limit, as far as was read. */
  public void forward(Sink sink) throws IOException {
    EntryState.Reach reach = reach();
    LostEnd end = LostEnd.of(volume, Applied.NOTHING);
    try (Beginning beginning = new Beginning(volume);
        Chooser chooser = new Chooser(volume, beginning, selection, reach)) {
      beginning.findingAtAGlance().ifPresent(sink::tell);
      tellOfNameless(beginning, sink);
      Forward reading = new Forward(chooser, sink);
      Survey survey = finishing(beginning, reading);
      reading.findings(survey).forEach(sink::tell);
      tellOfEnd(survey, end, sink);
    } catch (EnoughException _) {
      return; // The limit is reached, or nobody reads on.
    }
  }

  /**
   * Goes on as entries come, until {@code goesOn} is false, none that comes can be asked for, or as
   * many were shown as are asked for; after {@link #forward}.
   */
  public void follow(Sink sink, Waiting goesOn) throws IOException {
    FrameFollower follower = new FrameFollower(volume.disk(), volume.layout().log());
    if (last != null) {
      follower.after(last);
    }
    try (Beginning beginning = new Beginning(volume);
        Chooser chooser = new Chooser(volume, beginning, selection, EntryState.Reach.NONE)) {
      if (selection.needsTree()) {
        var _ =
            beginning.read(
                new Before(chooser, last == null ? Position.NONE : last.frame().position()));
      }
      Forward reading = new Forward(chooser, sink);
      while (!isOver()) {
        boolean last = isTimeOver();
        follower.poll(VolumeFiles.decoding(reading));
        if (last || isOver() || !goesOn.goesOn()) {
          return;
        }
      }
    } catch (EnoughException _) {
      return;
    }
  }

  private boolean isOver() {
    SurveyedFrame seen = last;
    return seen != null && selection.endsAt(seen.frame().position());
  }

  /** An entry is stamped a moment before it can be read. */
  private boolean isTimeOver() {
    return selection.until().isBefore(volume.tasks().now().minus(GRACE));
  }

  /** Waits a little; whether to look again. */
  @FunctionalInterface
  public interface Waiting {
    boolean goesOn() throws IOException;
  }

  private void tellOfNameless(Beginning beginning, Sink sink) throws IOException {
    if (selection.needsTree()) {
      beginning.namelessEntries(selection).ifPresent(sink::tell);
    }
  }

  private void tellOfEnd(Survey survey, LostEnd end, Sink sink) throws IOException {
    if (survey.frames() == 0) {
      sink.tell(Finding.emptyLog(volume));
    }
    end.beyond(survey).forEach(sink::tell);
  }

  private Survey finishing(Beginning beginning, EntrySight sight) throws IOException {
    progress.begin("entries read");
    try {
      return beginning.read(sight);
    } finally {
      progress.clear();
    }
  }

  private EntryState.Reach reach() throws IOException {
    EntryState.Reach[] reach = {EntryState.Reach.NONE};
    if (selection.needsReach()) {
      try (Beginning beginning = new Beginning(volume)) {
        var _ = finishing(beginning, read -> reach[0] = reach[0].with(read));
      }
    }
    return reach[0];
  }

  /** Ends a reading early. */
  private static final class EnoughException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Shows what is wanted as it is read. */
  private final class Forward implements EntrySight {

    private final Chooser chooser;
    private final Sink sink;
    private final List<Hole> holes = new ArrayList<>();

    Forward(Chooser chooser, Sink sink) {
      this.chooser = chooser;
      this.sink = sink;
    }

    @Override
    public void entry(ReadEntry read) throws IOException {
      last = read.frame();
      progress.step();
      if (chooser.wants(read)) {
        progress.clear();
        shown++;
        if (!sink.show(read) || shown >= limit) {
          throw new EnoughException();
        }
      }
    }

    @Override
    public void unreadable(SurveyedFrame frame, UnreadableEntryException why) {
      last = frame;
      sink.tell(Finding.unreadable(frame, why));
    }

    @Override
    public void hole(Hole hole) throws IOException {
      holes.add(hole);
      chooser.hole(hole);
    }

    List<Finding> findings(Survey survey) {
      return holes.stream().map(hole -> Finding.hole(hole, survey.durableEnd())).toList();
    }
  }

  /** Makes a chooser know the entries that were looked at already, and no later ones. */
  private record Before(Chooser chooser, Position last) implements EntrySight {

    @Override
    public void entry(ReadEntry read) throws IOException {
      if (!read.entry().position().isAfter(last)) {
        var _ = chooser.wants(read);
      }
    }

    @Override
    public void hole(Hole hole) throws IOException {
      if (!hole.from().isAfter(last)) {
        chooser.hole(hole);
      }
    }
  }

  /** Shows newest first. */
  public void backward(Sink sink) throws IOException {
    Chunks chunks = new Chunks();
    List<Hole> holes = new ArrayList<>();
    LostEnd end = LostEnd.of(volume, Applied.NOTHING);
    EntryState.Reach reach = reach();
    try (Beginning beginning = new Beginning(volume);
        Chooser chooser = new Chooser(volume, beginning, selection, reach)) {
      beginning.findingAtAGlance().ifPresent(sink::tell);
      tellOfNameless(beginning, sink);
      Survey survey =
          finishing(
              beginning,
              new EntrySight() {
                @Override
                public void entry(ReadEntry read) throws IOException {
                  progress.step();
                  chunks.add(read, chooser.wants(read));
                }

                @Override
                public void unreadable(SurveyedFrame frame, UnreadableEntryException why) {
                  chunks.end();
                  sink.tell(Finding.unreadable(frame, why));
                }

                @Override
                public void hole(Hole hole) throws IOException {
                  chunks.end();
                  holes.add(hole);
                  chooser.hole(hole);
                }
              });
      holes.forEach(hole -> sink.tell(Finding.hole(hole, survey.durableEnd())));
      tellOfEnd(survey, end, sink);
      showBackward(chunks, beginning.log(), sink);
    }
  }

  private void showBackward(Chunks chunks, FrameSurvey log, Sink sink) throws IOException {
    while (!chunks.all.isEmpty()) {
      for (ReadEntry read : wantedOf(chunks.all.pollLast(), log).reversed()) {
        if (shown++ >= limit || !sink.show(read)) {
          return;
        }
      }
    }
  }

  private static List<ReadEntry> wantedOf(Chunk chunk, FrameSurvey log) throws IOException {
    List<ReadEntry> wanted = new ArrayList<>();
    int[] at = {0};
    VolumeFiles.reread(
        log,
        chunk.place,
        chunk.first,
        chunk.count,
        read -> {
          if (chunk.wanted.get(at[0]++)) {
            wanted.add(read);
          }
        });
    return wanted;
  }

  /** Entries in a row in one file. */
  private static final class Chunk {

    private final FramePlace place;
    private final Entry first;
    private final BitSet wanted = new BitSet();
    private int count;
    private long bytes;

    Chunk(ReadEntry read) {
      this.place = read.frame().place();
      this.first = new Entry(read.entry().position(), read.entry().time(), List.of());
    }

    boolean takes(Path file) {
      return count < CHUNK_ENTRIES && bytes < CHUNK_BYTES && place.file().equals(file);
    }
  }

  /** The chunks of a journal in which something is wanted. */
  private static final class Chunks {

    private final Deque<Chunk> all = new ArrayDeque<>();
    private @Nullable Chunk current;

    void add(ReadEntry read, boolean wanted) {
      Chunk chunk = current;
      if (chunk == null || !chunk.takes(read.frame().place().file())) {
        chunk = new Chunk(read);
        current = chunk;
      }
      if (wanted && chunk.wanted.isEmpty()) {
        all.addLast(chunk);
      }
      chunk.wanted.set(chunk.count++, wanted);
      chunk.bytes += read.frame().bytes();
    }

    void end() {
      current = null;
    }
  }
}
