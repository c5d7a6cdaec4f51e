using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>A test of ours in a process of its own, which is asked over the API that it serves. A crash of it is the end of the test and of nothing else.</summary>
internal sealed class ProcessTest : IManagedTest
{
    private const int OutputOctets = 16 * 1024;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly string _folder;
    private readonly Process _process;
    private readonly OutputTail _errors = new(OutputOctets);
    private readonly TaskCompletionSource<TestDaemonState> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrpcChannel _channel;
    private readonly MyIKEv2APISvc.MyIKEv2APISvcClient _client;
    private IPEndPoint? _api;
    private string _remark = string.Empty;
    private volatile TestDaemonEntry? _last;
    private volatile bool _stopping;
    private volatile bool _disposed;

    private ProcessTest(string name, string folder, Process process)
    {
        _name = name;
        _folder = folder;
        _process = process;
        _channel = GrpcChannel.ForUnixSocket(SocketOf(folder));
        _client = new MyIKEv2APISvc.MyIKEv2APISvcClient(_channel);
    }

    public TestDaemonState State => _over.Task.IsCompletedSuccessfully ? _over.Task.Result : _stopping ? TestDaemonState.Stopping : TestDaemonState.Running;

    public Task Over => _over.Task;

    /// <summary>Starts the process and waits until its API answers.</summary>
    /// <exception cref="StartException">It cannot be started, or refuses the setup.</exception>
    public static async Task<ProcessTest> StartAsync(TestRunRequest request, GrpcOptions grpc, int ports)
    {
        // Only we may enter it, and so only we may connect to the socket in it.
        var folder = Directory.CreateTempSubdirectory("myikev2-test-").FullName;
        var process = new Process { StartInfo = Program() };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            process.Dispose();
            Directory.Delete(folder, recursive: true);
            throw new StartException("the process of the test cannot be started", [e.Message]);
        }

        var test = new ProcessTest(request.Name, folder, process);
        try
        {
            await test.BeginAsync(request, grpc, ports).ConfigureAwait(false);
            return test;
        }
        catch
        {
            await test.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && (_over.Task.IsCompleted || _disposed))
        {
            return last with { State = State };
        }

        var entry = new TestDaemonEntry(_name, State, IsOther: false) { Api = _api, Message = _remark };
        try
        {
            var deadline = DateTime.UtcNow + AnswerPatience;
            var summary = await _client.GetSummaryAsync(new Empty(), deadline: deadline, cancellationToken: cancellationToken);
            var pings = await _client.GetPingSummaryAsync(new PingResultQuery { Len = TestPingReport.MaximumTasks }, deadline: deadline, cancellationToken: cancellationToken);
            entry = entry with
            {
                Summary = SummaryReader.Read(_name, summary),
                Pings = SummaryReader.Read(pings),
                Message = summary.LastErrMsg.Length > 0 ? summary.LastErrMsg : _remark,
            };
            _last = entry;
            return entry;
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException)
        {
            return (_last ?? entry) with { State = State, Message = State == TestDaemonState.Failed ? Epitaph() : $"its process does not answer: {e.Message}" };
        }
    }

    public async Task StopAsync(bool gracefully)
    {
        _stopping = true;
        try
        {
            await _client.StopAsync(new StopReq { Gracefully = gracefully }, deadline: DateTime.UtcNow + AnswerPatience);
            if (!gracefully)
            {
                await _over.Task.WaitAsync(AnswerPatience).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException or TimeoutException)
        {
            // One that does not listen any more is not asked again.
            Kill();
        }

        await _over.Task.ConfigureAwait(false);
    }

    public async Task<TestDaemonResult> ClearPingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.ClearPingStatsAsync(new Empty(), deadline: DateTime.UtcNow + AnswerPatience, cancellationToken: cancellationToken);
            return TestDaemonResult.Success;
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException)
        {
            return Over.IsCompleted ? TestDaemonResult.Success : new TestDaemonResult(TestDaemonStatus.Failed, $"the process of test '{_name}' does not answer: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone before.
        }

        using var patience = new CancellationTokenSource(AnswerPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        _over.TrySetResult(TestDaemonState.Ended);
        _channel.Dispose();
        _process.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // It is in the system's folder for what may go.
        }
    }

    private static string SocketOf(string folder) => Path.Combine(folder, "api.sock");

    /// <summary>This program; when it is hosted by another one, the program beside its library.</summary>
    private static ProcessStartInfo Program()
    {
        var own = Environment.ProcessPath ?? string.Empty;
        var start = Path.GetFileNameWithoutExtension(own) switch
        {
            "myikev2" => new ProcessStartInfo(own, [Command]),
            "dotnet" => new ProcessStartInfo(own, [Path.Combine(AppContext.BaseDirectory, "myikev2.dll"), Command]),
            _ => new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "myikev2.exe" : "myikev2"), [Command]),
        };
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    /// <summary>The command that is the process of a test.</summary>
    internal const string Command = "test-instance";

    private async Task BeginAsync(TestRunRequest request, GrpcOptions grpc, int ports)
    {
        _ = _errors.FollowAsync(_process.StandardError.BaseStream, CancellationToken.None);
        var start = new ChildStart
        {
            Name = request.Name,
            Setup = request.Setup,
            SetupFileName = request.SetupFileName,
            LogFile = request.LogFile,
            Folder = request.Folder,
            ControlSocket = SocketOf(_folder),
            ApiPorts = ports,
            Grpc = grpc,
        };
        string? line;
        try
        {
            await _process.StandardInput.WriteLineAsync(ChildLines.Write(start)).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
            line = await _process.StandardOutput.ReadLineAsync().WaitAsync(StartPatience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            throw new StartException("the process of the test does not answer", [e.Message, _errors.ToString()]);
        }

        var notice = ChildLines.ReadNotice(line);
        if (notice?.Api is not { } api)
        {
            throw new StartException("the process of the test ends", [notice?.Remark ?? line ?? _errors.ToString()]);
        }

        _api = IPEndPoint.Parse(api);
        _remark = notice.Remark ?? string.Empty;
        _ = FollowAsync();
    }

    /// <summary>Hears of the end of the run, or of the process.</summary>
    private async Task FollowAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                if (ChildLines.ReadNotice(line)?.Over is { } state)
                {
                    _last = null;
                    _last = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
                    _over.TrySetResult(state == TestRunState.Failed ? TestDaemonState.Failed : TestDaemonState.Ended);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The pipe has gone with the process.
        }

        _over.TrySetResult(_disposed ? TestDaemonState.Ended : TestDaemonState.Failed);
    }

    private string Epitaph() => $"its process has ended. {_errors}".TrimEnd();

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is gone.
        }
    }
}
