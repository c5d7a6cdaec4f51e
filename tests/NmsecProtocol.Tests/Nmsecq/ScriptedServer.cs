using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

/// <summary>A Unix socket that says to its one client what a test wrote down, whatever it is asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nmsecq");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _serving;

    public ScriptedServer(params byte[][] answers)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "socket");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync(answers);
    }

    public string Path { get; }

    /// <summary>What the client sent, one piece for each answer.</summary>
    public List<byte[]> Requests { get; } = [];

    /// <summary>Stops listening as a killed process does: the socket's file stays.</summary>
    public async Task DieAsync()
    {
        File.Move(Path, Path + ".kept");
        _listener.Dispose();
        await _serving.WaitAsync(TimeSpan.FromSeconds(60));
        File.Move(Path + ".kept", Path);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.WaitAsync(TimeSpan.FromSeconds(60));
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync(byte[][] answers)
    {
        try
        {
            using var client = await _listener.AcceptAsync();
            await client.SendAsync(WorkedExample.Init);
            foreach (var answer in answers)
            {
                var request = new byte[64 * 1024];
                var length = await client.ReceiveAsync(request);
                Requests.Add(request[..length]);
                await client.SendAsync(answer);
            }

            await client.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
