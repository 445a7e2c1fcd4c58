package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.mount.fuse.MountRefusedException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One FUSE mount, from its first request to its last.
 *
 * <p>It ends when somebody unmounts it, through {@link #unmount} or from outside, when its last
 * user is gone. The order is then always this: the loop threads see that there will be no more
 * requests and end; works left for later finish; the native session is freed; {@link #awaitEnd}
 * returns; {@link SessionListener#ended} is called. Where work is still under way when the grace is
 * over, the native session is left unfreed, because its answer may yet come.
 *
 * <p>Thread-safe. A process may exit with a session open: its threads are daemons, and the mount
 * stays behind dead until somebody detaches it.
 */
public final class FuseSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FuseSession.class);
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final long INITIALIZATION_SECONDS = 10;
  private static final Duration ABORT_PATIENCE = Duration.ofSeconds(2);

  /** Sessions the native library may call back into; what it calls must not be collected. */
  private static final Set<FuseSession> LIVE = ConcurrentHashMap.newKeySet();

  private final Path mountPoint;
  private final FuseOptions options;
  private final SessionListener listener;
  private final BufferPool pool;
  private final LaterWorks laterWorks;
  private final NativeSession session;
  private final Notifier notifier;
  private final Connection connection;
  private final List<LoopThread> loops = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock unmounting = new ReentrantLock();

  private FuseSession(
      Native.Fuse fuse,
      Path mountPoint,
      FuseOptions options,
      InodeOperations operations,
      SessionListener listener)
      throws MountRefusedException {
    this.mountPoint = mountPoint;
    this.options = options;
    this.listener = listener;
    this.pool = new BufferPool();
    this.laterWorks = new LaterWorks(options.laterLimit());
    Requests requests = new Requests(fuse, pool, laterWorks, listener);
    this.session =
        new NativeSession(fuse, options, new OperationTable(fuse, operations, requests, options));
    this.notifier = new Notifier(fuse, session.address());
    session.mount(mountPoint);
    this.connection = connect();
    for (int i = 1; i <= options.loopThreads(); i++) {
      loops.add(new LoopThread(fuse, session.address(), i));
    }
  }

  /**
   * Mounts {@code operations} on {@code mountPoint} and returns when the kernel can use it. A dead
   * mount that is already there (its process was killed) is detached first.
   *
   * @throws MountRefusedException with its reason and one line that says what to do
   */
  public static FuseSession mount(
      Path mountPoint, FuseOptions options, InodeOperations operations, SessionListener listener)
      throws MountRefusedException {
    Native.Fuse fuse = library();
    requireDevice();
    requireFusermount();
    Path point = MountPoint.prepare(mountPoint);
    LibraryLog.attach(fuse);
    FuseSession session = new FuseSession(fuse, point, options, operations, listener);
    session.start();
    return session;
  }

  private static Native.Fuse library() throws MountRefusedException {
    Native.Loaded loaded = Native.fuse();
    Native.Fuse fuse = loaded.fuse();
    if (fuse == null) {
      throw new MountRefusedException(
          Reason.NO_LIBRARY,
          "libfuse3 cannot be used (" + loaded.problem() + "); install it: apt-get install fuse3");
    }
    return fuse;
  }

  private static void requireDevice() throws MountRefusedException {
    try {
      FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
    } catch (IOException e) {
      throw new MountRefusedException(
          Reason.NO_DEVICE,
          DEVICE
              + " cannot be opened ("
              + e.getClass().getSimpleName()
              + "); as root: modprobe fuse && chmod 666 /dev/fuse, or start the container with"
              + " --device /dev/fuse --cap-add SYS_ADMIN");
    }
  }

  private static void requireFusermount() throws MountRefusedException {
    if (Native.LIBC.geteuid() != 0 && !Detachment.isOnPath("fusermount3")) {
      throw new MountRefusedException(
          Reason.NO_FUSERMOUNT,
          "fusermount3 is not on the path, and only root mounts without it; install it: apt-get"
              + " install fuse3");
    }
  }

  private Connection connect() throws MountRefusedException {
    try {
      return MountTable.read()
          .at(mountPoint)
          .filter(MountTable.Row::isFuse)
          .map(Connection::of)
          .orElseThrow(() -> new IOException("it is not in the list of mounts"));
    } catch (IOException e) {
      var _ = Detachment.detachLazily(mountPoint);
      session.destroy();
      throw new MountRefusedException(
          Reason.OTHER, "mounted on " + mountPoint + ", but lost it: " + e.getMessage());
    }
  }

  private void start() throws MountRefusedException {
    LIVE.add(this);
    loops.forEach(Thread::start);
    notifier.start();
    Thread supervisor = new Thread(this::supervise, "arv-fuse-end");
    supervisor.setDaemon(true);
    supervisor.start();
    if (!initialized()) {
      var _ = Detachment.detachLazily(mountPoint);
      throw new MountRefusedException(
          Reason.OTHER, "mounted on " + mountPoint + ", but the kernel does not use it");
    }
    connection.readAhead(options.readAheadKib());
  }

  private boolean initialized() {
    try {
      return session.awaitInitialized(INITIALIZATION_SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for the loop threads, then for what they left, and closes up. */
  private void supervise() {
    try {
      for (LoopThread loop : loops) {
        loop.join();
      }
      detachIfAborted();
      boolean idle = laterWorks.awaitIdle(options.grace());
      if (notifier.close(ABORT_PATIENCE) && idle) {
        session.destroy();
        pool.drain();
        LIVE.remove(this);
      } else {
        LOG.warn("{} ended with work under way; its memory stays", mountPoint);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the end of a session", e);
    } finally {
      ended.countDown();
      tellEnded();
    }
  }

  /** A connection that was aborted from outside leaves a dead mount behind. */
  private void detachIfAborted() {
    if (connection.isMountedAt(mountPoint)) {
      Detachment.Outcome outcome = Detachment.detachLazily(mountPoint);
      LOG.warn("the connection of {} was aborted; mount {}", mountPoint, outcome);
    }
  }

  private void tellEnded() {
    try {
      listener.ended();
    } catch (RuntimeException e) {
      LOG.error("a listener failed at the end of {}", mountPoint, e);
    }
  }

  /** The real path of the mount point. */
  public Path mountPoint() {
    return mountPoint;
  }

  /** Whether the mount is gone and nothing of it is under way. */
  public boolean ended() {
    return ended.getCount() == 0;
  }

  /** Waits for the end, whoever brings it about. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Waits for the end; false if {@code patience} ran out first. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes the mount out of the tree and waits up to {@code grace} until it has ended. Never from a
   * loop thread. Clean also if it had ended before. If the thread is interrupted the grace is over.
   *
   * <p>In use, it leaves the tree all the same; who has files open can finish and loses nothing.
   * When the grace is over the connection is aborted: then what is still open fails.
   */
  public Unmounted unmount(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    unmounting.lock();
    try {
      boolean busy = !ended() && connection.isMountedAt(mountPoint) && !detach();
      List<Holder> holders = busy ? holders() : List.of();
      if (busy) {
        var _ = Detachment.detachLazily(mountPoint);
      }
      if (awaitEndUntil(deadline)) {
        return holders.isEmpty() && !busy ? new Unmounted.Clean() : new Unmounted.Lazy(holders);
      }
      force();
      return new Unmounted.Forced(holders);
    } finally {
      unmounting.unlock();
    }
  }

  private boolean detach() {
    return Detachment.detach(mountPoint) == Detachment.Outcome.DETACHED;
  }

  private boolean awaitEndUntil(long deadline) {
    try {
      return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void force() {
    LOG.warn("the grace of {} is over; what still uses it fails", mountPoint);
    session.exit();
    // A living loop thread proves that the connection's number is still ours.
    if (loops.stream().anyMatch(Thread::isAlive) && connection.abort()) {
      var _ = awaitEndUntil(System.nanoTime() + ABORT_PATIENCE.toNanos());
    }
  }

  /** The processes that use the mount, as far as {@code /proc} shows them to us. */
  public List<Holder> holders() {
    return Holders.of(mountPoint);
  }

  /**
   * Has the kernel forget the node's attributes and pages. Sent by a thread of the session, soon
   * after this returns; may be called from anywhere.
   */
  public void invalidateNode(Ino ino) {
    notifier.node(ino);
  }

  /** Has the kernel forget what {@code name} stands for in {@code parent}, or that it is absent. */
  public void invalidateName(Ino parent, Name name) {
    notifier.name(parent, name);
  }

  /**
   * Waits until the kernel has forgotten all that it was told to; false if {@code patience} ran out
   * first. Never called on behalf of a request, whose client may hold the lock that takes.
   */
  public boolean awaitInvalidated(Duration patience) throws InterruptedException {
    return notifier.awaitTold(patience);
  }

  /** Unmounts with the grace of the options. */
  @Override
  public void close() {
    var _ = unmount(options.grace());
  }
}
