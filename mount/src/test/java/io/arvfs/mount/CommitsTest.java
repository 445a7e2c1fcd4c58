package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.History;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.command.Command;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.mount.fuse.Access;
import io.arvfs.sync.Outcome;
import io.arvfs.sync.Server;
import io.arvfs.sync.SyncParts;
import io.arvfs.sync.Syncer;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.HttpArvados;
import io.arvfs.sync.arvados.HttpOptions;
import io.arvfs.sync.arvados.KeepClient;
import io.arvfs.sync.arvados.Settings;
import io.arvfs.sync.arvados.Token;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mount says that it owes. */
class CommitsTest {

  private static final Path DIRECTORY = Path.of("/volume");
  private static final Attributes ATTRIBUTES = new Attributes(0755, 1000, 1000);

  private final Tasks tasks = new RealTasks();
  private final CrashDisk disk = new CrashDisk();
  private Minicluster cluster;
  private Settings settings;
  private HttpArvados arvados;
  private String uuid;
  private Volume volume;
  private Syncer syncer;

  @BeforeEach
  void open() throws IOException {
    cluster = Minicluster.start(MiniclusterOptions.inMemory());
    uuid = cluster.createCollection("commits", "");
    settings = new Settings(cluster.apiHost(), Token.of(cluster.token()), true);
    arvados = new HttpArvados(settings, HttpOptions.standard(), tasks, new Random(1));
    SyncParts parts = parts(arvados.discover());
    Server server = new Server(parts);
    volume = volume(server);
    volume.load(Ino.ROOT);
    syncer = new Syncer(volume, server, parts, _ -> {});
  }

  private SyncParts parts(ClusterInfo info) {
    return new SyncParts(
        arvados,
        new KeepClient(arvados, info),
        info,
        uuid,
        disk,
        VolumeLayout.of(DIRECTORY).attempts(),
        new BlockCache(1 << 20),
        new UploadLimits(1, 1),
        tasks);
  }

  private Volume volume(Server server) throws IOException {
    ManifestFiles manifests = new ManifestFiles(disk, VolumeLayout.of(DIRECTORY).manifests());
    return new Volume(
        new VolumeParts(
            Journal.openOn(disk, DIRECTORY, tasks, JournalOptions.DEFAULT),
            new HeapIndex(Projection.families()),
            Projection.folding(manifests),
            manifests,
            server.trees(),
            server.blocks(),
            ATTRIBUTES,
            tasks));
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
    arvados.close();
    cluster.close();
  }

  private Commits commits(boolean readWrite) {
    MountOptions options =
        new MountOptions(
            settings,
            uuid,
            Path.of("/mnt"),
            readWrite,
            Access.OWNER,
            Optional.empty(),
            Map.of(),
            OptionalLong.empty(),
            FlushOptions.DEFAULT.syncInterval(),
            History.STANDARD);
    return new Commits(options, volume, syncer, tasks);
  }

  private CollectionState state(Commits commits) {
    return commits.collection().orElseThrow();
  }

  private void change() throws IOException {
    volume.execute(new Command.MakeDirectory(Ino.ROOT, new Name("d"), ATTRIBUTES));
  }

  @Test
  void unchangedCollection_owesNothing() {
    Commits commits = commits(true);

    assertTrue(commits.owesNothing());
    assertFalse(commits.hasUnsent());
  }

  @Test
  void heldCollection_owesThoughNothingIsChangedHere() throws IOException {
    Commits commits = commits(true);
    String agreed = state(commits).base();

    volume.record(new CollectionHeld(Ino.ROOT, "the server went back", List.of(), agreed, ""));

    assertFalse(commits.owesNothing());
    assertFalse(commits.isSettled());
    assertFalse(commits.hasUnsent(), "sending makes no room");
  }

  @Test
  void requestWhoseFateIsNotKnown_isOwedThoughNothingIsChangedHere() throws IOException {
    Commits commits = commits(true);
    CommitEvent.ServerState seen = state(commits).saved();

    volume.record(
        _ ->
            List.of(
                new CommitFrozen(Ino.ROOT),
                new CommitStarted(Ino.ROOT, volume.appended().next(), "d", "0".repeat(32), seen)));

    assertFalse(commits.owesNothing());
    assertFalse(commits.isSettled());
  }

  @Test
  void commit_ofAReadOnlyMountWithWorkOfAnEarlierOne_saysThatItStays() throws Exception {
    change();
    Commits commits = commits(false);

    commits.follow();
    Outcome outcome = commits.commit();

    assertEquals(1, outcome.left().size());
    assertEquals(uuid, outcome.left().getFirst().what());
    assertTrue(outcome.left().getFirst().reason().startsWith("mounted read-only; "));
    assertEquals(outcome, commits.last());
    assertFalse(commits.owesNothing());
    assertEquals("", cluster.collection(uuid).manifestText());
  }

  @Test
  void commit_ofAWritableMountWithWorkOfAnEarlierOne_sendsIt() throws Exception {
    change();
    Commits commits = commits(true);

    assertEquals(Outcome.DONE, commits.commit());

    assertTrue(commits.owesNothing());
  }
}
