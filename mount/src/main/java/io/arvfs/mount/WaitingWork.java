package io.arvfs.mount;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.host.AbandonedException;
import io.arvfs.journal.host.Waiter;
import io.arvfs.mount.fuse.Answer;
import io.arvfs.mount.fuse.Work;

/**
 * Work that may wait for room or for the network, and whose client, if it gets a signal meanwhile,
 * hears EINTR: nothing was done.
 */
final class WaitingWork<T> implements Work<T> {

  private final Waiter client = new Waiter();
  private final Work<T> work;

  private WaitingWork(Work<T> work) {
    this.work = work;
  }

  /** {@code work}, to be answered later. */
  static <T> Answer<T> later(Work<T> work) {
    return Answer.later(new WaitingWork<>(work));
  }

  @Override
  public Answer<T> run() throws Exception {
    try {
      return client.call(work::run);
    } catch (AbandonedException _) {
      return Answer.refused(Errno.EINTR);
    }
  }

  @Override
  public void abandoned() {
    client.leave();
  }
}
