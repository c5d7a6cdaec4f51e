using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class CryptoJobPoolTests : IDisposable
{
    private readonly SemaphoreSlim _posted = new(0);
    private readonly ShardInbox _inbox = new(32, 65536, new IngressCounters(), new MyIkev2.Registry.ShardHealth());
    private readonly SystemRandomSource _random = new();

    public CryptoJobPoolTests() => _inbox.WakeWith(() => _posted.Release());

    [Fact]
    public async Task Start_KeyExchange_PostsTheResultToTheInbox()
    {
        using var crypto = CryptoProviders.CreateBest();
        using var pool = new CryptoJobPool(crypto, threads: 1, capacity: 4, NullLogger.Instance);

        pool.Start(new KeyExchangeJob(9, KeyExchangeId.Ecp256, null, null), _random, _inbox);

        Assert.True(await _posted.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(_inbox.TryTakeMessage(out var message));
        using var result = Assert.IsType<CryptoJobResult>(message);
        Assert.Equal(9u, result.Job.Serial);
        Assert.NotNull(result.Own);
    }

    [Fact]
    public async Task Start_QueueFull_TheCallerDoesTheWork()
    {
        using var gate = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        var provider = new GatedProvider(gate, entered);
        using var pool = new CryptoJobPool(provider, threads: 1, capacity: 1, NullLogger.Instance);
        pool.Start(new KeyExchangeJob(1, KeyExchangeId.Ecp256, null, null), _random, _inbox);
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(60)));
        pool.Start(new KeyExchangeJob(2, KeyExchangeId.Ecp256, null, null), _random, _inbox);
        Assert.Equal(1, pool.Waiting);

        provider.FreeThread = Environment.CurrentManagedThreadId;
        pool.Start(new KeyExchangeJob(3, KeyExchangeId.Ecp256, null, null), _random, _inbox);

        Assert.True(_inbox.TryTakeMessage(out var message));
        Assert.Equal(3u, ((CryptoJobResult)message).Job.Serial);
        gate.Set();
    }

    [Fact]
    public async Task Start_ProviderThrows_PostsAnEmptyResult()
    {
        using var gate = new ManualResetEventSlim(true);
        using var entered = new SemaphoreSlim(0);
        using var pool = new CryptoJobPool(new GatedProvider(gate, entered) { Throws = true }, 1, 4, NullLogger.Instance);

        pool.Start(new KeyExchangeJob(5, KeyExchangeId.Ecp256, null, null), _random, _inbox);

        Assert.True(await _posted.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(_inbox.TryTakeMessage(out var message));
        Assert.Null(((CryptoJobResult)message).Own);
    }

    [Fact]
    public async Task Resize_ToMore_JobsThatWaitAreTaken_ToFewer_OneThreadStillWorks()
    {
        using var gate = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        using var pool = new CryptoJobPool(new GatedProvider(gate, entered), threads: 1, capacity: 16, NullLogger.Instance);
        for (uint serial = 1; serial <= 3; serial++)
        {
            pool.Start(new KeyExchangeJob(serial, KeyExchangeId.Ecp256, null, null), _random, _inbox);
        }

        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(60)));
        pool.Resize(3);

        // All three are at the gate at once: each has a thread.
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(3, pool.ThreadCount);
        pool.Resize(1);
        gate.Set();
        pool.Start(new KeyExchangeJob(4, KeyExchangeId.Ecp256, null, null), _random, _inbox);

        for (var results = 0; results < 4;)
        {
            _inbox.BeginDrain();
            while (_inbox.TryTakeMessage(out _))
            {
                results++;
            }

            Assert.True(results == 4 || await _posted.WaitAsync(TimeSpan.FromSeconds(60)));
        }

        Assert.Equal(1, pool.ThreadCount);
    }

    [Fact]
    public void RandomSource_Draws_DifferAndFillEveryLength()
    {
        var seen = new HashSet<string>();
        foreach (var length in Enumerable.Repeat(32, 300).Append(1500).Append(5000))
        {
            var octets = new byte[length];
            _random.Fill(octets);
            Assert.Contains(octets, static o => o != 0);
            Assert.True(seen.Add(Convert.ToHexString(octets)));
        }
    }

    public void Dispose()
    {
        _random.Dispose();
        _posted.Dispose();
    }

    /// <summary>A provider whose key exchange waits at a gate, except on one thread.</summary>
    private sealed class GatedProvider(ManualResetEventSlim gate, SemaphoreSlim entered) : ICryptoProvider
    {
        public int FreeThread { get; set; }

        public bool Throws { get; init; }

        public string Name => "gated";

        public IAead? Aead(EncryptionId id, int keyBits) => null;

        public ICipher? Cipher(EncryptionId id, int keyBits) => null;

        public IIntegrity? Integrity(IntegrityId id) => null;

        public IPrf? Prf(PseudorandomFunctionId id) => null;

        public IKeyExchange? KeyExchange(KeyExchangeId id)
        {
            if (Environment.CurrentManagedThreadId != FreeThread)
            {
                entered.Release();
                gate.Wait(TimeSpan.FromSeconds(60));
            }

            return Throws ? throw new InvalidOperationException("broken") : null;
        }

        public void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => throw new NotSupportedException();
    }
}
