package io.arvfs.cli.journal;

import io.arvfs.journal.host.Tasks;
import java.io.PrintWriter;
import java.util.Locale;

/** One line that says how far something long is, over and over; on a terminal alone. */
public final class Progress {

  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long NEXT_NANOS = 200_000_000L;
  private static final int CHECK_EVERY = 1024;

  private final PrintWriter err;
  private final boolean shown;
  private final Tasks tasks;
  private String what = "";
  private long steps;
  private long due;
  private boolean dirty;

  /**
   * @param shown whether anybody looks
   */
  public Progress(PrintWriter err, boolean shown, Tasks tasks) {
    this.err = err;
    this.shown = shown;
    this.tasks = tasks;
  }

  /** Something new begins. */
  public void begin(String newWhat) {
    clear();
    what = newWhat;
    steps = 0;
    due = shown ? tasks.nanoTime() + FIRST_NANOS : 0;
  }

  /** One more is done. */
  public void step() {
    if (++steps % CHECK_EVERY == 0) {
      show(steps);
    }
  }

  /** So many are done. */
  public void at(long done) {
    show(done);
  }

  private void show(long done) {
    if (shown && tasks.nanoTime() >= due) {
      due = tasks.nanoTime() + NEXT_NANOS;
      err.printf(Locale.ROOT, "\r%s: %,d", what, done);
      err.flush();
      dirty = true;
    }
  }

  /** Takes the line away, before something else is said. */
  public void clear() {
    if (dirty) {
      err.print("\r" + " ".repeat(what.length() + 20) + "\r");
      err.flush();
      dirty = false;
    }
  }
}
