package io.arvfs.cli.journal;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyVisitor;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal while somebody looks at it: the next entries are read and decoded beside those
 * that are being shown. At most {@value #MAX_CHUNKS} chunks wait, so memory does not grow with the
 * journal. One run each; what is shown is shown by the thread that runs it.
 */
final class ReadAhead {

  private static final int MAX_CHUNKS = 4;
  private static final int CHUNK_ENTRIES = 512;
  private static final int CHUNK_BYTES = 1 << 20;

  private final Tasks tasks;
  private final Tasks.Monitor monitor;

  /** Guarded by the monitor, as are the next three. */
  private final Queue<List<Sighting>> waiting = new ArrayDeque<>();

  private boolean ended;
  private boolean stopped;
  private @Nullable Survey survey;

  ReadAhead(Tasks tasks) {
    this.tasks = tasks;
    this.monitor = tasks.monitor();
  }

  /** Something to be shown. */
  @FunctionalInterface
  private interface Sighting {
    void show(EntrySight sight) throws IOException;
  }

  /** Nobody looks any more. */
  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Shows all that {@code frames} has. */
  Survey run(FrameSurvey frames, EntrySight sight) throws IOException {
    Beside reading = Beside.start(tasks, "read-journal", () -> read(frames));
    boolean shown = false;
    try {
      show(sight);
      shown = true;
    } finally {
      monitor.locked(() -> stopped = true);
      monitor.changed();
      reading.await();
    }
    if (shown) {
      reading.requireDone();
    }
    Survey whole = survey;
    if (whole == null) {
      throw new IllegalStateException("a journal was read and not surveyed");
    }
    return whole;
  }

  private void show(EntrySight sight) throws IOException {
    List<Sighting> chunk = next();
    while (!chunk.isEmpty()) {
      for (Sighting sighting : chunk) {
        sighting.show(sight);
      }
      chunk = next();
    }
  }

  /** The next chunk; an empty one at the end. */
  private List<Sighting> next() throws IOException {
    await(() -> ended || !waiting.isEmpty());
    List<Sighting> chunk =
        monitor.locked(
            () -> {
              List<Sighting> first = waiting.poll();
              return first == null ? List.of() : first;
            });
    monitor.changed();
    return chunk;
  }

  private void await(java.util.function.BooleanSupplier condition) throws IOException {
    try {
      monitor.awaitUntil(condition);
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while the journal was being read");
    }
  }

  private void read(FrameSurvey frames) throws IOException {
    Chunks chunks = new Chunks();
    try {
      Survey read = frames.run(chunks);
      chunks.hand();
      monitor.locked(() -> survey = read);
    } finally {
      monitor.locked(() -> ended = true);
      monitor.changed();
    }
  }

  /** Decodes frames and hands them over, many at once. Confined to the reading task. */
  private final class Chunks implements SurveyVisitor {

    private List<Sighting> chunk = new ArrayList<>();
    private long bytes;

    @Override
    public void frame(SurveyedFrame frame) throws IOException {
      add(decoded(frame));
      bytes += frame.bytes();
      if (chunk.size() >= CHUNK_ENTRIES || bytes >= CHUNK_BYTES) {
        hand();
      }
    }

    @Override
    public void hole(Hole hole) {
      add(sight -> sight.hole(hole));
    }

    private void add(Sighting sighting) {
      chunk.add(sighting);
    }

    void hand() throws IOException {
      List<Sighting> full = chunk;
      chunk = new ArrayList<>(CHUNK_ENTRIES);
      bytes = 0;
      if (!full.isEmpty()) {
        await(() -> stopped || waiting.size() < MAX_CHUNKS);
        if (monitor.locked(() -> stopped || !waiting.add(full))) {
          throw new StoppedException();
        }
        monitor.changed();
      }
    }
  }

  /** Shows a frame as an entry. */
  static void show(SurveyedFrame frame, EntrySight sight) throws IOException {
    decoded(frame).show(sight);
  }

  private static Sighting decoded(SurveyedFrame frame) {
    Frame read = frame.frame();
    try {
      List<Event> events = EventCodec.decode(read.payload());
      ReadEntry entry = new ReadEntry(new Entry(read.position(), read.time(), events), frame);
      return sight -> sight.entry(entry);
    } catch (UnreadableEntryException e) {
      return sight -> sight.unreadable(frame, e);
    }
  }
}
