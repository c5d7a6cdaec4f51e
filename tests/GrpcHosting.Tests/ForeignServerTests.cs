using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>The public interoperability cases of gRPC with our client, against a server of the gRPC project's C core under Debian's python3-grpcio.</summary>
public sealed class ForeignServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonServer_EveryCase_EndsAsItShould()
    {
        await using var server = await PythonServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");

        await RunCasesAsync(channel);
    }

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonServer_WithTls_EveryCaseEndsAsItShould()
    {
        using var authority = new TestAuthority();
        (string certificateFile, string keyFile) = authority.Server();
        await using var server = await PythonServer.StartAsync(certificateFile, keyFile);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && authority.Issued(shown),
            },
        };
        using GrpcChannel channel = GrpcChannel.ForAddress($"https://127.0.0.1:{server.Port}", new GrpcChannelOptions { HttpHandler = handler });

        await RunCasesAsync(channel);
    }

    private static async Task RunCasesAsync(GrpcChannel channel)
    {
        var client = new Probe.ProbeClient(channel);
        await EmptyAndLargeUnaryAsync(client);
        await StreamsAsync(client);
        await MetadataAsync(client);
        await StatusesAsync(client, channel);
        await DeadlineAndCancellationAsync(client);
    }

    private static async Task EmptyAndLargeUnaryAsync(Probe.ProbeClient client)
    {
        Assert.Equal(new Nothing(), await client.EmptyAsync(new Nothing(), Options()));
        ProbeResponse large = await client.UnaryAsync(new ProbeRequest { Payload = Zeros(271828), ResponseSize = 314159 }, Options());
        Assert.Equal(314159, large.Payload.Length);
    }

    private static async Task StreamsAsync(Probe.ProbeClient client)
    {
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> upload = client.Upload(Options());
        foreach (int size in (int[])[27182, 8, 1828, 45904])
        {
            await upload.RequestStream.WriteAsync(new ProbeRequest { Payload = Zeros(size) });
        }

        await upload.RequestStream.CompleteAsync();
        Assert.Equal(new UploadSummary { Messages = 4, Octets = 74922 }, await upload);

        using AsyncServerStreamingCall<ProbeResponse> download = client.Download(new DownloadRequest { Sizes = { 31415, 9, 2653, 58979 } }, Options());
        Assert.Equal([31415, 9, 2653, 58979], await SizesAsync(download.ResponseStream));

        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> exchange = client.Exchange(Options());
        foreach ((int size, int answer) in ((int, int)[])[(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)])
        {
            await exchange.RequestStream.WriteAsync(new ProbeRequest { Payload = Zeros(size), ResponseSize = answer });
            Assert.True(await exchange.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(answer, exchange.ResponseStream.Current.Payload.Length);
        }

        await exchange.RequestStream.CompleteAsync();
        Assert.False(await exchange.ResponseStream.MoveNext(CancellationToken.None));

        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> empty = client.Exchange(Options());
        await empty.RequestStream.CompleteAsync();
        Assert.Empty(await SizesAsync(empty.ResponseStream));
    }

    private static async Task MetadataAsync(Probe.ProbeClient client)
    {
        var headers = new Metadata { { "x-probe-echo-initial", "test_initial_metadata_value" }, { "x-probe-echo-trailing-bin", [0xAB, 0xAB, 0xAB] } };
        using AsyncUnaryCall<ProbeResponse> call = client.UnaryAsync(new ProbeRequest(), Options().WithHeaders(headers));

        Assert.Equal("test_initial_metadata_value", (await call.ResponseHeadersAsync).GetValue("x-probe-echo-initial"));
        await call;
        Assert.Equal([0xAB, 0xAB, 0xAB], call.GetTrailers().GetValueBytes("x-probe-echo-trailing-bin"));
    }

    private static async Task StatusesAsync(Probe.ProbeClient client, GrpcChannel channel)
    {
        const string Special = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n";
        foreach (string message in (string[])["test status message", Special])
        {
            var request = new ProbeRequest { Status = new StatusToGive { Code = 2, Message = message } };
            Assert.Equal(new Status(StatusCode.Unknown, message), (await RefusedAsync(async () => await client.UnaryAsync(request, Options()))).Status);

            using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> exchange = client.Exchange(Options());
            await exchange.RequestStream.WriteAsync(request);
            Assert.Equal(message, (await RefusedAsync(() => exchange.ResponseStream.MoveNext(CancellationToken.None))).Status.Detail);
        }

        Assert.Equal(StatusCode.Unknown, (await RefusedAsync(async () => await client.UnaryAsync(new ProbeRequest { Exception = "broken" }, Options()))).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await RefusedAsync(async () => await client.MissingAsync(new Nothing(), Options()))).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await RefusedAsync(async () => await new Absent.AbsentClient(channel).CallAsync(new Nothing(), Options()))).StatusCode);
        Assert.Equal(
            StatusCode.ResourceExhausted,
            (await RefusedAsync(async () => await client.UnaryAsync(new ProbeRequest { ResponseSize = 5 << 20 }, Options()))).StatusCode);
    }

    private static async Task DeadlineAndCancellationAsync(Probe.ProbeClient client)
    {
        Assert.Equal(
            StatusCode.DeadlineExceeded,
            (await RefusedAsync(async () => await client.UnaryAsync(new ProbeRequest { Hang = true }, deadline: DateTime.UtcNow.AddMilliseconds(50)))).StatusCode);

        using var begun = new CancellationTokenSource();
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> upload = client.Upload(cancellationToken: begun.Token);
        await begun.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await RefusedAsync(async () => await upload)).StatusCode);

        using var first = new CancellationTokenSource();
        using AsyncServerStreamingCall<ProbeResponse> download = client.Download(new DownloadRequest { Sizes = { 31415 }, ThenHang = true }, cancellationToken: first.Token);
        Assert.True(await download.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(31415, download.ResponseStream.Current.Payload.Length);
        await first.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await RefusedAsync(() => download.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
    }

    private static CallOptions Options() => new(deadline: DateTime.UtcNow + Patience);

    private static ByteString Zeros(int count) => ByteString.CopyFrom(new byte[count]);

    private static async Task<RpcException> RefusedAsync(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(call).WaitAsync(Patience);

    private static async Task<List<int>> SizesAsync(IAsyncStreamReader<ProbeResponse> responses)
    {
        var sizes = new List<int>();
        await foreach (ProbeResponse response in responses.ReadAllAsync())
        {
            sizes.Add(response.Payload.Length);
        }

        return sizes;
    }

    /// <summary>The server's process; it goes when its input ends.</summary>
    private sealed class PythonServer : IAsyncDisposable
    {
        private readonly Process _process;

        private PythonServer(Process process, int port) => (_process, Port) = (process, port);

        public int Port { get; }

        public static async Task<PythonServer> StartAsync(params string[] tls)
        {
            string folder = AppContext.BaseDirectory;
            Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(folder, "Peers", "probe_server.py"), Path.Combine(folder, "Protos"), .. tls])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return new PythonServer(process, int.Parse(Assert.IsType<string>(line)));
        }

        public async ValueTask DisposeAsync()
        {
            _process.StandardInput.Close();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
