package io.arvfs.mount;

import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.ForbiddenException;
import io.arvfs.sync.arvados.NoSuchCollectionException;
import io.arvfs.sync.arvados.ServerUnreachableException;
import io.arvfs.sync.arvados.UnauthorisedException;
import java.io.IOException;

/**
 * The server as it answered at the start, and as whom.
 *
 * @param user the uuid of the token's user
 */
record Contact(ClusterInfo cluster, String user) {

  /**
   * Asks who is there, who we are, and whether there is such a collection for us.
   *
   * @throws IOException in one line that says what to check
   */
  static Contact with(Arvados arvados, String uuid) throws IOException {
    try {
      ClusterInfo cluster = arvados.discover();
      String user = arvados.currentUser().uuid();
      var _ = arvados.look(uuid);
      return new Contact(cluster, user);
    } catch (ServerUnreachableException e) {
      throw refused(e, "check ARVADOS_API_HOST and the network");
    } catch (UnauthorisedException e) {
      throw refused(e, "check ARVADOS_API_TOKEN");
    } catch (NoSuchCollectionException | ForbiddenException e) {
      throw refused(e, "check --collection and whose token it is");
    }
  }

  private static StartRefusedException refused(IOException cause, String advice) {
    return new StartRefusedException(cause.getMessage() + "; " + advice, cause);
  }
}
