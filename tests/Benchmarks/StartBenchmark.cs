using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks;

/// <summary>
/// From the start of the agent's process to its word that it is ready (<c>READY=1</c>, as it tells a supervisor): listeners bound, configuration loaded,
/// interfaces served. Each start has a network of its own, so that no port is taken.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class StartBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(BenchmarkRun run, string? program)
    {
        if (!Environment.IsPrivilegedProcess || PeerFactAttribute.Find("unshare") is null)
        {
            run.Output.WriteLine("not measured: the agent is started in a network namespace of its own, which needs root and unshare");
            return run.IsShort ? 0 : 2;
        }

        program ??= Path.Combine(AppContext.BaseDirectory, "myikev2.dll");
        var folder = Directory.CreateTempSubdirectory("start-benchmark");
        try
        {
            var configuration = Path.Combine(folder.FullName, "ike.conf");
            await File.WriteAllTextAsync(configuration, "/ vrf main ike pre-shared-key peer id peer.example\n/ vrf main ike pre-shared-key peer secret of-no-use\n");
            File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var (wall, cost, resident) = (new List<double>(), new List<double>(), new List<double>());
            for (var start = 0; start <= run.Rounds; start++)
            {
                var (ready, processor, octets) = await StartAsync(program, configuration, folder.FullName);
                if (start > 0)
                {
                    // The first one found the files on the disk.
                    wall.Add(ready.TotalMilliseconds);
                    cost.Add(processor.TotalMilliseconds);
                    resident.Add(octets / (double)(1 << 20));
                }
            }

            var table = new Table(run.Output);
            table.Heading(program);
            table.Row("start to ready, ms of wall time", wall);
            table.Row("start to ready, ms of processor time", cost);
            table.Row("resident set when ready, MiB", resident);
            table.Line($"load {Machine.Load()}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(TimeSpan Ready, TimeSpan Processor, long Resident)> StartAsync(string program, string configuration, string folder)
    {
        var notify = Path.Combine(folder, "notify");
        File.Delete(notify);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(notify));
        string[] line = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
        var start = new ProcessStartInfo("unshare", ["--net", "--", .. line, "run", "--config", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["NOTIFY_SOCKET"] = notify,
                ["MYIKEV2_RUNTIME_DIR"] = folder,
                ["MYIKEV2_Grpc__SocketPath"] = Path.Combine(folder, "grpc"),
                ["MYIKEV2_Nmsec__SocketPath"] = Path.Combine(folder, "nmsec"),
            },
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            // unshare becomes the agent: the process keeps its number.
            using var limit = new CancellationTokenSource(Patience);
            var ended = process.WaitForExitAsync(limit.Token);
            var word = ReadyAsync(socket, limit.Token);
            if (await Task.WhenAny(word, ended) != word || !word.IsCompletedSuccessfully)
            {
                process.Kill();
                throw new InvalidOperationException($"the agent did not get ready:\n{await output}{await errors}");
            }

            return (clock.Elapsed, ProcessCost.Of(process.Id), Resident(process.Id));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
        }
    }

    private static async Task ReadyAsync(Socket socket, CancellationToken cancellation)
    {
        var room = new byte[256];
        while (true)
        {
            var length = await socket.ReceiveAsync(room, SocketFlags.None, cancellation);
            if (room.AsSpan(0, length).IndexOf("READY=1"u8) >= 0)
            {
                return;
            }
        }
    }

    private static long Resident(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
