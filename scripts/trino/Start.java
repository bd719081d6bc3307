import io.trino.server.Server;

/** Starts a Trino coordinator from its libraries, as the server's own launcher does. */
public class Start {
  public static void main(String[] args) {
    new Server().start(args[0]);
  }
}
