using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime.Revocation;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Revocation;

/// <summary>What the service makes of the answers of responders and list servers, and of their silence.</summary>
public sealed class RevocationServiceTests : IAsyncDisposable
{
    private const string ListUrl = "http://crl.example/root.crl";
    private static readonly long Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly TestPki _root = TestPki.Root();
    private readonly CannedTransport _transport = new();
    private readonly SteppedClock _time = new();
    private readonly RevocationService _service;
    private readonly Certificate _good;
    private readonly Certificate _revoked;

    public RevocationServiceTests()
    {
        _service = new RevocationService(_transport, SharedCrypto.Best, _time, NullLogger.Instance);
        _good = Issue("CN=good");
        _revoked = Issue("CN=revoked");
        _transport.Lists[ListUrl] = _root.Revoke(_revoked).Der.ToArray();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Ask_ListOfTheIssuer_TellsGoodFromRevoked()
    {
        Assert.Equal([RevocationStatus.Good, RevocationStatus.Revoked], await AskAsync(_good, _revoked));
    }

    [Fact]
    public async Task Ask_Again_FetchesNothing()
    {
        await AskAsync(_good);
        await AskAsync(_revoked);
        Assert.Equal(1, _transport.Fetches);
    }

    [Fact]
    public async Task Ask_NobodyAnswers_IsUnknownAndLeftAloneForAWhile()
    {
        _transport.Lists.Clear();
        Assert.Equal([RevocationStatus.Unknown], await AskAsync(_good));
        Assert.Equal([RevocationStatus.Unknown], await AskAsync(_good));
        Assert.Equal(1, _transport.Fetches);

        _transport.Lists[ListUrl] = _root.Revoke().Der.ToArray();
        Assert.Equal([RevocationStatus.Good], await AskAsync(Now + 31_000, _good));
    }

    [Fact]
    public async Task Ask_ListOfSomebodyElse_CountsForNothing()
    {
        _transport.Lists[ListUrl] = TestPki.Root().Revoke(_good).Der.ToArray();
        Assert.Equal([RevocationStatus.Unknown], await AskAsync(_good));
    }

    [Fact]
    public async Task Ask_Nonsense_CountsForNothing()
    {
        _transport.Lists[ListUrl] = [1, 2, 3];
        Assert.Equal([RevocationStatus.Unknown], await AskAsync(_good));
    }

    [Fact]
    public async Task Ask_ServerThatHangs_IsGivenUpWhenPatienceEnds()
    {
        _transport.Hangs = true;
        var asking = AskAsync(_good);
        await _transport.Called.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(asking.IsCompleted);

        _time.Advance(RevocationService.Patience);

        Assert.Equal([RevocationStatus.Unknown], await asking.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Start_Job_HandsTheAnswersOver()
    {
        var answered = new TaskCompletionSource<CryptoJobResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.Start(Job(Now, _revoked), answered.SetResult);

        var result = await answered.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([RevocationStatus.Revoked], result.Revocation);
        Assert.Equal(7ul, result.Job.Serial);
    }

    private Task<IReadOnlyList<RevocationStatus>> AskAsync(params Certificate[] certificates) => AskAsync(Now, certificates);

    private Task<IReadOnlyList<RevocationStatus>> AskAsync(long now, params Certificate[] certificates) =>
        _service.AskAsync(Job(now, certificates), CancellationToken.None);

    private RevocationJob Job(long now, params Certificate[] certificates) =>
        new(7, [.. certificates.Select(certificate => new RevocationQuestion(certificate, _root.Certificate))], now);

    private Certificate Issue(string subject) => _root.Issue(subject, change: request =>
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([ListUrl]))).Certificate;

    private sealed class CannedTransport : IRevocationTransport
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _fetches;

        public Dictionary<string, byte[]> Lists { get; } = [];

        public bool Hangs { get; set; }

        public int Fetches => Volatile.Read(ref _fetches);

        public Task Called => _called.Task;

        public async Task<byte[]?> FetchListAsync(string url, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _fetches);
            _called.TrySetResult();
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return Lists.GetValueOrDefault(url);
        }

        public Task<byte[]?> AskResponderAsync(string url, byte[] request, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);
    }
}
