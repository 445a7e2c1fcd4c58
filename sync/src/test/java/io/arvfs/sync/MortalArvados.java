package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.arvados.KeepService;
import io.arvfs.sync.arvados.RequestBytes;
import io.arvfs.sync.arvados.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A server as one process sees it, which may die before a request or, as its next act then never
 * comes, before it hears the answer. The server's clock is this side's. Thread-safe.
 */
record MortalArvados(Arvados arvados, Fate fate) implements Arvados {

  @Override
  public ClusterInfo discover() throws IOException {
    fate.act("discover");
    return arvados.discover();
  }

  @Override
  public User currentUser() throws IOException {
    fate.act("user");
    return arvados.currentUser();
  }

  @Override
  public CollectionRecord look(String uuid) throws IOException {
    fate.act("look");
    return arvados.look(uuid);
  }

  @Override
  public CollectionRecord fetch(String uuid, ManifestTarget text) throws IOException {
    fate.act("fetch");
    return arvados.fetch(uuid, text);
  }

  @Override
  public CommitAnswer commit(String uuid, RequestBytes exactBody) {
    try {
      fate.act("commit");
      CommitAnswer answer = arvados.commit(uuid, exactBody);
      fate.act("commit answered");
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<CollectionRecord> versionsAbove(String uuid, long version) throws IOException {
    fate.act("versions");
    return arvados.versionsAbove(uuid, version);
  }

  @Override
  public List<KeepService> keepServices() throws IOException {
    fate.act("keep services");
    return arvados.keepServices();
  }

  @Override
  public CollectionRecord create(String name, String ownerUuid) throws IOException {
    fate.act("create");
    return arvados.create(name, ownerUuid);
  }
}
