package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.Folding;
import io.arvfs.fs.History;
import io.arvfs.fs.Keeping;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.VolumeStart;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.IndexStore;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.Ledger;
import io.arvfs.sync.ledger.LedgerFamilies;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume that shows one collection of a {@link Cell}, with everything that makes the two agree,
 * on a disk in memory. It can die and be started again.
 */
final class SyncedVolume implements AutoCloseable {

  private static final Path DIRECTORY = Path.of("/volume");
  private static final Attributes ATTRIBUTES = new Attributes(0644, 1000, 1000);
  private static final long CACHE_BYTES = 128 << 20;

  private static final long LOG_BYTES = 6 << 10;
  private static final List<Family> FAMILIES =
      Stream.concat(TreeFamilies.all().stream(), LedgerFamilies.all().stream()).toList();

  /** Rows in memory: every start begins without any. */
  private static final class NoStore implements IndexStore {

    @Override
    public HeapIndex open() {
      return new HeapIndex(FAMILIES);
    }

    @Override
    public void delete() {
      // Nothing outlives its process.
    }
  }

  final Cell cell;
  final String uuid;
  private final JournalOptions options;
  private final Optional<History> history;
  private CrashDisk disk = new CrashDisk();
  private final List<Event> adopted = new ArrayList<>();
  private Deed whenAdopted = () -> {};
  private final CountedFold counted = new CountedFold(new Ledger());
  private Fate fate = new Fate();
  private Server server;
  private boolean unflushed;
  private Volume volume;
  private Syncer syncer;

  SyncedVolume(Cell cell, String uuid) throws IOException {
    this(cell, uuid, JournalOptions.DEFAULT);
  }

  SyncedVolume(Cell cell, String uuid, JournalOptions options) throws IOException {
    this(cell, uuid, options, Optional.empty());
  }

  /** One that takes checkpoints and lets its log go, but for this much. */
  SyncedVolume(Cell cell, String uuid, History history) throws IOException {
    this(cell, uuid, JournalOptions.DEFAULT, Optional.of(history));
  }

  private SyncedVolume(Cell cell, String uuid, JournalOptions options, Optional<History> history)
      throws IOException {
    this.options = options;
    this.history = history;
    this.cell = cell;
    this.uuid = uuid;
    SyncParts parts = parts();
    this.server = new Server(parts);
    this.volume = volume(server);
    this.syncer = new Syncer(volume, server, parts, this::adopted);
  }

  private SyncParts parts() {
    return new SyncParts(
        new MortalArvados(cell.arvados, fate),
        new MortalKeep(cell.keep, fate),
        cell.info,
        uuid,
        new MortalDisk(disk, fate),
        VolumeLayout.of(DIRECTORY).attempts(),
        new BlockCache(CACHE_BYTES),
        new UploadLimits(1, 1),
        cell.time);
  }

  private Volume volume(Server server) throws IOException {
    MortalDisk mortal = new MortalDisk(disk, fate);
    ManifestFiles manifests = new ManifestFiles(mortal, VolumeLayout.of(DIRECTORY).manifests());
    VolumeStart start = new VolumeStart(mortal, DIRECTORY, cell.time);
    Position from = history.isPresent() ? start.from() : Position.NONE;
    Journal journal = Journal.openOn(mortal, DIRECTORY, cell.time, options, from);
    VolumeParts parts =
        new VolumeParts(
            journal,
            UnflushedIndex.over(start.index(new NoStore(), journal.reader()), () -> unflushed),
            new Folding(List.of(counted, new Ledger(), new TreeFold(manifests))),
            manifests,
            server.trees(),
            server.blocks(),
            ATTRIBUTES,
            cell.time);
    if (history.isPresent()) {
      Checkpoints checkpoints = start.checkpoints();
      parts = parts.with(new Keeping(checkpoints, FAMILIES, history.get(), LOG_BYTES));
    }
    Volume opened = new Volume(parts);
    opened.load(Ino.ROOT);
    return opened;
  }

  /** What the commits talk to. */
  Server server() {
    return server;
  }

  /** When the process dies. */
  Fate fate() {
    return fate;
  }

  Volume volume() {
    return volume;
  }

  CrashDisk disk() {
    return disk;
  }

  /** From now on the disk has no room for the rows. */
  void leaveRowsUnflushed() {
    unflushed = true;
  }

  /** Something that a test does. */
  interface Deed {
    void run() throws IOException;
  }

  /** The deed is done whenever something of others stands in the tree. */
  void whenAdopted(Deed deed) {
    whenAdopted = deed;
  }

  private void adopted(List<Event> events) {
    adopted.addAll(events);
    try {
      whenAdopted.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hashes of the manifest texts that are kept. */
  Set<String> texts() throws IOException {
    return disk.list(VolumeLayout.of(DIRECTORY).manifests()).stream()
        .map(file -> String.valueOf(file.getFileName()))
        .filter(name -> !name.contains("."))
        .collect(Collectors.toSet());
  }

  /** Events of adoptions so far. */
  List<Event> adopted() {
    return adopted;
  }

  /** The process is killed, and another one starts. */
  void kill() throws IOException {
    end();
    start();
  }

  /** The power goes, and with it what was not forced; then a process starts. */
  void cutPower(long seed) throws IOException {
    end();
    disk = disk.crash(seed);
    start();
  }

  private void end() {
    fate.die();
    try {
      volume.close();
    } catch (IOException _) {
      fate = new Fate(); // A dead process leaves nothing behind but its disk.
    }
  }

  private void start() throws IOException {
    fate = new Fate();
    SyncParts parts = parts();
    server = new Server(parts);
    volume = volume(server);
    syncer = new Syncer(volume, server, parts, this::adopted);
  }

  Outcome sync() throws InterruptedException {
    return syncer.sync();
  }

  Outcome settle() throws InterruptedException {
    return syncer.settle();
  }

  CollectionState state() {
    return new LedgerView(volume.rows()).collection(Ino.ROOT).orElseThrow();
  }

  /** So many rows the ledger has read for one entry at most. */
  long mostRowsRead() {
    return counted.most();
  }

  /** How many entries would tell that nothing of what Keep took is told any more. */
  int storedParts() {
    return new LedgerView(volume.rows()).lapsed(Ino.ROOT, _ -> true).size();
  }

  private static Path signatures() {
    return VolumeLayout.of(DIRECTORY).attempts().resolve("stored.locators");
  }

  boolean keepsSignatures() throws IOException {
    return disk.exists(signatures());
  }

  void forgetSignatures() throws IOException {
    disk.delete(signatures());
  }

  boolean isClean() {
    return new LedgerView(volume.rows()).isClean();
  }

  boolean isSettled() {
    return new LedgerView(volume.rows()).isSettled();
  }

  String digest() {
    return TreeDigest.of(volume.view());
  }

  void force() throws IOException {
    volume.force(volume.appended());
  }

  Ino ino(String path) throws IOException {
    return volume
        .view()
        .find(ManifestPath.parse(path))
        .orElseThrow(() -> new IOException("no " + path));
  }

  private Ino parent(ManifestPath path) throws IOException {
    return ino(path.parent().orElseThrow().relative());
  }

  private void run(Command command) throws IOException {
    Decision decision = volume.execute(command);
    if (decision instanceof Decision.Refused refused) {
      throw new IOException(command + ": " + refused.errno());
    }
  }

  /** Makes an empty file, or makes one empty. */
  void create(String text) throws IOException {
    ManifestPath path = ManifestPath.parse(text);
    if (volume.view().find(path).isPresent()) {
      run(new Command.Truncate(ino(text), 0));
    } else {
      run(new Command.CreateFile(parent(path), path.name(), ATTRIBUTES));
    }
  }

  /** The file has this content and no other. */
  void write(String path, String content) throws IOException {
    write(path, content.getBytes(UTF_8));
  }

  void write(String path, byte[] content) throws IOException {
    create(path);
    writeAt(path, 0, content);
  }

  void writeAt(String path, long offset, byte[] bytes) throws IOException {
    if (volume.write(ino(path), offset, false, ByteBuffer.wrap(bytes))
        instanceof Decision.Refused refused) {
      throw new IOException("write " + path + ": " + refused.errno());
    }
  }

  void writeAt(String path, long offset, String text) throws IOException {
    writeAt(path, offset, text.getBytes(UTF_8));
  }

  void truncate(String path, long length) throws IOException {
    run(new Command.Truncate(ino(path), length));
  }

  void makeDirectory(String text) throws IOException {
    ManifestPath path = ManifestPath.parse(text);
    run(new Command.MakeDirectory(parent(path), path.name(), ATTRIBUTES));
  }

  void rename(String from, String to) throws IOException {
    ManifestPath source = ManifestPath.parse(from);
    ManifestPath target = ManifestPath.parse(to);
    run(new Command.Rename(parent(source), source.name(), parent(target), target.name(), true));
  }

  void remove(String text) throws IOException {
    ManifestPath path = ManifestPath.parse(text);
    Ino ino = ino(text);
    boolean directory = volume.view().inode(ino).orElseThrow().isDirectory();
    if (directory) {
      run(new Command.RemoveDirectory(parent(path), path.name()));
    } else {
      run(new Command.Unlink(parent(path), path.name()));
      run(new Command.Bury(ino));
    }
  }

  /** Every path there is, in order. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    add(paths, "", Ino.ROOT);
    return paths;
  }

  private void add(List<String> paths, String prefix, Ino directory) {
    for (TreeView.Dentry dentry : volume.view().byName(directory)) {
      paths.add(prefix + dentry.name());
      add(paths, prefix + dentry.name() + "/", dentry.ino());
    }
  }

  /** The tree as a user of the volume sees it. */
  SortedMap<String, String> tree() throws IOException {
    SortedMap<String, String> tree = new TreeMap<>();
    add(tree, "", Ino.ROOT);
    return tree;
  }

  private void add(SortedMap<String, String> tree, String prefix, Ino directory)
      throws IOException {
    for (TreeView.Dentry dentry : volume.view().byName(directory)) {
      Inode inode = volume.view().inode(dentry.ino()).orElseThrow();
      String path = prefix + dentry.name();
      if (inode.isDirectory()) {
        tree.put(path + "/", "");
        add(tree, path + "/", dentry.ino());
      } else {
        tree.put(path, Contents.shown(bytes(inode)));
      }
    }
  }

  private byte[] bytes(Inode inode) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) inode.size());
    while (bytes.hasRemaining()) {
      int count = volume.read(inode.ino(), bytes.position(), bytes).orElseThrow();
      if (count <= 0) {
        throw new IOException("only " + bytes.position() + " bytes of " + inode);
      }
    }
    return bytes.array();
  }

  @Override
  public void close() {
    end();
  }
}
