package io.arvfs.sync.arvados;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract over HTTP against the embedded cluster. */
class MiniclusterArvadosTest extends ArvadosContractTest {

  private Minicluster cluster;
  private HttpArvados arvados;
  private Keep keep;

  @BeforeEach
  void start() throws IOException {
    cluster = Minicluster.start(MiniclusterOptions.inMemory());
    Settings settings = new Settings(cluster.apiHost(), Token.of(cluster.token()), true);
    arvados = new HttpArvados(settings, HttpOptions.standard(), new RealTasks(), new Random(1));
    keep = new KeepClient(arvados, arvados.discover());
  }

  @AfterEach
  void stop() {
    arvados.close();
    cluster.close();
  }

  @Override
  Arvados arvados() {
    return arvados;
  }

  @Override
  Keep keep() {
    return keep;
  }
}
