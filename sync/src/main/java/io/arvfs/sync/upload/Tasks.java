package io.arvfs.sync.upload;

/** How this package runs things beside each other and waits for them. */
public interface Tasks {

  /** Runs {@code work} beside the caller, under a name for people. */
  Task start(String name, Runnable work);

  /** A new lock with a condition. */
  Monitor monitor();

  /** Something that was started. */
  interface Task {
    /** Returns when it has ended. */
    void join() throws InterruptedException;
  }

  /** A lock with one condition. */
  interface Monitor {
    void lock();

    void unlock();

    /** Gives the lock up until somebody signals; may also return without a reason. */
    void await() throws InterruptedException;

    void signalAll();
  }
}
