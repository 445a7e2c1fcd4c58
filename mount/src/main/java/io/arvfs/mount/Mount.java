package io.arvfs.mount;

import io.arvfs.fs.Volume;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.control.ControlSocket;
import io.arvfs.mount.control.Controlled;
import io.arvfs.mount.control.Registration;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Reply;
import io.arvfs.mount.fuse.FuseOptions;
import io.arvfs.mount.fuse.FuseSession;
import io.arvfs.sync.Outcome;
import io.arvfs.sync.Server;
import io.arvfs.sync.SyncParts;
import io.arvfs.sync.Syncer;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.HttpArvados;
import io.arvfs.sync.arvados.HttpOptions;
import io.arvfs.sync.arvados.KeepClient;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One collection at one mount point: its parts put together, its life from start to the last
 * commit.
 *
 * <p>However it ends (a signal, {@code arv-fs unmount}, {@code fusermount -u}), everything is sent
 * first or last; the status says whether anything stayed here. Thread-safe.
 */
public final class Mount implements Controlled, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Mount.class);

  /** The exit status when work stayed on this machine. */
  public static final int STAYED = 75;

  private static final int FAILED = 1;

  /** Two whole blocks: what one reader of a large file needs. */
  private static final long BLOCK_CACHE_BYTES = 128L << 20;

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final MountOptions options;
  private final Path mountPoint;
  private final Tasks tasks;
  private final Deque<Closeable> open = new ConcurrentLinkedDeque<>();
  private final Registry registry;
  private final VolumeDirectory directory;
  private final Server server;
  private final Volume volume;
  private final Commits commits;
  private final KeepClient keep;
  private final Tasks.Monitor ending;
  private volatile List<String> notices = List.of();
  private volatile @Nullable FuseSession session;
  private volatile @Nullable Registration registration;
  private volatile List<String> holders = List.of();
  private boolean finishing;
  private int status = -1;

  /**
   * Mounts; when this returns the mount answers.
   *
   * @throws IOException if it cannot start: the message is one line that says why and what to do
   */
  public static Mount start(MountOptions options, Tasks tasks) throws IOException {
    HttpArvados arvados =
        new HttpArvados(options.settings(), HttpOptions.standard(), tasks, new Random());
    Mount mount = new Mount(options, tasks, arvados);
    boolean started = false;
    try {
      mount.serve();
      started = true;
      return mount;
    } finally {
      if (!started) {
        mount.giveUp();
      }
    }
  }

  private Mount(MountOptions options, Tasks tasks, HttpArvados arvados) throws IOException {
    this.options = options;
    this.tasks = tasks;
    this.ending = tasks.monitor();
    boolean made = false;
    try {
      open.push(arvados::close);
      this.mountPoint = MountTarget.of(options.mountPoint());
      this.registry = new Registry(User.id());
      MountTarget.requireFree(registry, mountPoint, tasks);
      Contact contact = Contact.with(arvados, options.uuid());
      ClusterInfo cluster = contact.cluster();
      requireWritable(cluster);
      Path state = StateDirectory.choose(options.stateDirectory(), options.environment());
      Path parent =
          VolumeDirectory.parent(
              state, cluster.clusterId(), contact.user(), "collection:" + options.uuid());
      this.directory = opened(VolumeDirectory.lock(parent, tasks));
      this.keep = new KeepClient(arvados, cluster);
      SyncParts parts = syncParts(arvados, cluster);
      this.server = new Server(parts);
      this.volume = new VolumeOpening(directory.path(), options, tasks).open(server);
      open.push(this::closeVolume);
      boolean known = volume.view().inode(Ino.ROOT).isPresent();
      volume.load(Ino.ROOT);
      Syncer syncer = new Syncer(volume, server, parts, this::adopted);
      this.commits = new Commits(options, volume, syncer, tasks);
      if (known) {
        commits.follow();
      }
      made = true;
    } finally {
      if (!made) {
        closeAll();
      }
    }
  }

  private <T extends Closeable> T opened(T part) {
    open.push(part);
    return part;
  }

  private void requireWritable(ClusterInfo cluster) throws StartRefusedException {
    if (!options.readWrite()) {
      return;
    }
    if (!cluster.canReplaceFiles()) {
      throw new StartRefusedException(
          "the server is older than Arvados 3.0 and can be mounted read-only alone;"
              + " leave out --read-write");
    } else if (!cluster.isHomeOf(options.uuid())) {
      throw new StartRefusedException(
          "%s belongs to another cluster than %s and can be mounted read-only alone;"
                  .formatted(options.uuid(), cluster.clusterId())
              + " leave out --read-write");
    }
  }

  private SyncParts syncParts(HttpArvados arvados, ClusterInfo cluster) {
    return new SyncParts(
        arvados,
        keep,
        cluster,
        options.uuid(),
        new FileDisk(),
        VolumeLayout.of(directory.path()).attempts(),
        new BlockCache(BLOCK_CACHE_BYTES),
        UploadLimits.standard(),
        tasks);
  }

  private void serve() throws IOException {
    FuseOptions fuse =
        FuseOptions.of("arv-fs:" + options.uuid())
            .withAccess(options.access())
            .withReadOnly(!options.readWrite());
    VolumeOperations operations =
        new VolumeOperations(volume, new FileDisk(), directory.path(), tasks);
    if (options.readWrite()) {
      directory.setOwing(true);
      volume.bound().addFreeing(relief());
    }
    FuseSession serving =
        FuseSession.mount(mountPoint, fuse, operations, new LoggedFailures(tasks));
    session = serving;
    open.push(serving::close);
    Registered here = Registered.here(mountPoint, directory.path());
    registration = new Registration(registry, mountPoint, here, tasks);
    opened(ControlSocket.listen(registry.socket(mountPoint), this, tasks));
    LOG.info("{} is mounted at {}, state in {}", options.uuid(), mountPoint, directory.path());
    notices = Notices.of(options, directory, commits);
    notices.forEach(LOG::warn);
    if (commits.collection().flatMap(CollectionState::attempt).isPresent()) {
      tasks.start("settle", commits::settle);
    }
  }

  private Relief relief() {
    Relief.Work work =
        new Relief.Work(
            commits::hasUnsent,
            () -> volume.freeings() + keep.sentBytes() + volume.manifests().passedBytes(),
            server::isUpdating,
            () -> commits.commit().isDone());
    return new Relief(tasks, volume.bound(), work);
  }

  /** What whoever mounts should know, a line each; complete when the mount answers. */
  public List<String> notices() {
    return notices;
  }

  /** What others changed must not be answered from the kernel's caches. */
  private void adopted(List<Event> events) {
    FuseSession serving = session;
    if (serving == null) {
      return;
    }
    for (Event event : events) {
      if (event instanceof FileAdopted file) {
        serving.invalidateNode(file.ino());
      } else if (event instanceof RemovalAdopted removal) {
        serving.invalidateName(removal.parent(), removal.name());
      }
    }
  }

  /** The volume's directory. */
  public Path volumeDirectory() {
    return directory.path();
  }

  /** Waits until the mount has ended, and everything was tried to be sent; the exit status. */
  public int awaitEnd() throws InterruptedException {
    FuseSession serving = session;
    if (serving != null) {
      serving.awaitEnd();
    }
    return finish();
  }

  /**
   * Sends everything, unmounts, sends what came meanwhile; the exit status. Once the mount has
   * ended, only says how.
   */
  public int stop() {
    try {
      commits.commitRest();
      FuseSession serving = session;
      if (serving != null && !serving.ended()) {
        holders = HolderLines.of(serving.unmount(GRACE));
        holders.forEach(LOG::warn);
      }
      return finish();
    } catch (InterruptedException e) {
      LOG.error("interrupted; what is not on the server stays in {}", directory.path(), e);
      return STAYED;
    }
  }

  /** The last commit and the end of the volume, once, whoever comes first. */
  private int finish() throws InterruptedException {
    boolean mine =
        ending.locked(
            () -> {
              boolean first = !finishing;
              finishing = true;
              return first;
            });
    if (mine) {
      int ended = STAYED;
      try {
        ended = end();
      } finally {
        int result = ended;
        ending.locked(() -> status = result);
        ending.changed();
      }
    }
    ending.awaitUntil(() -> status >= 0);
    return ending.locked(() -> status);
  }

  private int end() throws InterruptedException {
    try {
      commits.commitRest();
      commits.end();
      boolean settled = commits.isSettled();
      if (!settled) {
        LOG.warn(
            "not everything is on the server; it is kept in {}; mount the collection again and run"
                + " arv-fs sync",
            directory.path());
      }
      if (settled) {
        condense();
      }
      closeVolume();
      if (options.readWrite() || !settled) {
        directory.setOwing(!settled);
      }
      if (settled) {
        new FileDisk().delete(VolumeLayout.of(directory.path()).reserve());
      }
      return settled ? 0 : STAYED;
    } catch (IOException e) {
      LOG.error("the volume in {} did not close well", directory.path(), e);
      return STAYED;
    } finally {
      unregister();
    }
  }

  /** What the server has need not stay here. */
  private void condense() {
    try {
      volume.condense();
    } catch (IOException e) {
      LOG.warn("the log in {} stays as long as it is: {}", directory.path(), e.getMessage());
    }
  }

  private void unregister() {
    Registration place = registration;
    if (place == null) {
      return;
    }
    try {
      place.close();
    } catch (IOException e) {
      LOG.warn("the socket of {} stays", mountPoint, e);
    }
  }

  /**
   * Closes the rows only if nobody can read them any more: a request that outlived its mount may
   * come back from the network, and what it would touch is not Java's.
   */
  private void closeVolume() throws IOException {
    FuseSession serving = session;
    if (serving == null || serving.ended()) {
      volume.close();
    } else if (volume.poison().isEmpty()) {
      volume.force(volume.appended());
    }
  }

  @Override
  public Reply sync() {
    try {
      Outcome outcome = commits.commit();
      return new Reply(outcome.isDone() ? 0 : STAYED, lines(outcome), null);
    } catch (InterruptedException e) {
      return new Reply(STAYED, List.of("interrupted: " + e.getMessage()), null);
    }
  }

  private static List<String> lines(Outcome outcome) {
    return outcome.left().stream().map(left -> left.what() + ": " + left.reason()).toList();
  }

  @Override
  public Reply status() {
    StatusReport report = new StatusReport(volume, mountPoint, directory.path(), tasks);
    return commits
        .whileOpen(() -> new Reply(0, List.of(), report.of(commits.last())))
        .orElseGet(() -> new Reply(FAILED, List.of("the mount is ending"), null));
  }

  @Override
  public Reply unmount() {
    int ended = stop();
    List<String> said = new ArrayList<>(holders);
    said.addAll(lines(commits.last()));
    return new Reply(ended, said, null);
  }

  /** Lets callers have their last answers, and gives everything back. */
  @Override
  public void close() {
    closeAll();
  }

  /** What was not to be served owes no more than before. */
  private void giveUp() {
    try {
      if (options.readWrite() && commits.isSettled()) {
        directory.setOwing(false);
      }
    } catch (IOException e) {
      LOG.debug("the volume stays marked", e);
    }
    unregister();
    closeAll();
  }

  private void closeAll() {
    List<IOException> failures = new ArrayList<>();
    for (Closeable part = open.poll(); part != null; part = open.poll()) {
      try {
        part.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    failures.forEach(e -> LOG.error("closing the mount", e));
  }
}
