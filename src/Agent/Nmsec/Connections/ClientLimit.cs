namespace MyIkev2.Agent.Nmsec;

/// <summary>Counts the clients of all sockets together. Thread-safe.</summary>
internal sealed class ClientLimit
{
    private int _clients;

    /// <summary>Clients connected now.</summary>
    public int Clients => Volatile.Read(ref _clients);

    /// <summary>A client came; tells its number among those connected. Each call has its <see cref="Leave"/>.</summary>
    public int Enter() => Interlocked.Increment(ref _clients);

    /// <summary>A client left.</summary>
    public void Leave() => Interlocked.Decrement(ref _clients);
}
