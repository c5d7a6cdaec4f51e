using MyIkev2.Engine.Wire;
using MyIkev2.Fuzz.Targets;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>What every payload of the catalog has to stand, over all samples.</summary>
public sealed class PayloadConformanceTests
{
    public static TheoryData<string> Names { get; } = [.. PayloadSamples.All.Select(sample => sample.Name)];

    [Fact]
    public void Catalog_EveryRow_HasASample()
    {
        IEnumerable<PayloadType> sampled = PayloadSamples.All.Select(sample => sample.Payload.Type);
        Assert.Empty(PayloadCatalog.Rows.Select(row => row.Type).Except(sampled));
    }

    [Fact]
    public void Catalog_EveryNamedPayloadType_HasARow()
    {
        IEnumerable<PayloadType> named = Enum.GetValues<PayloadType>().Where(type => type != PayloadType.None);
        Assert.Equal(named, PayloadCatalog.Rows.Select(row => row.Type));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Written_GivesTheOctets(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        Assert.Equal(Convert.ToHexString(sample.Chain()), Convert.ToHexString(Write(sample.Payload)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_Read_GivesTheValue(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        WireError error = TryRead(sample.Payload.Type, sample.Chain(), out IReadOnlyList<Payload> read);
        Assert.Equal(WireError.None, error);
        Payload payload = Assert.Single(read);
        Assert.Equal(sample.Payload, payload);
        Assert.Equal(sample.Payload.GetHashCode(), payload.GetHashCode());
        Assert.Equal(sample.Payload.Type, payload.Type);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_CutAnywhere_IsTruncated(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        byte[] chain = sample.Chain();
        for (int length = 0; length < chain.Length; length++)
        {
            WireError error = TryRead(sample.Payload.Type, chain[..length], out IReadOnlyList<Payload> read);
            Assert.True(error.Code == WireErrorCode.Truncated, $"{length} octets: {error}");
            Assert.InRange(error.Offset, 0, length);
            Assert.Empty(read);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_CutWithItsLengthRepaired_FailsOrRoundTrips(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        byte[] chain = sample.Chain();
        for (int length = PayloadHeader.Size; length < chain.Length; length++)
        {
            byte[] cut = chain[..length];
            cut[2] = (byte)(length >> 8);
            cut[3] = (byte)length;
            AssertFailsOrRoundTrips(sample, cut, $"{length} octets");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_AnyOctetChanged_FailsOrRoundTrips(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        byte[] chain = sample.Chain();
        for (int offset = 0; offset < chain.Length; offset++)
        {
            byte original = chain[offset];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                chain[offset] = (byte)value;
                AssertFailsOrRoundTrips(sample, chain, $"octet {offset} = {value:x2}");
            }

            chain[offset] = original;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_AnythingAfterIt_IsAnError(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        WireError error = TryRead(sample.Payload.Type, [.. sample.Chain(), 0], out _);
        Assert.True(error.Code is WireErrorCode.TrailingBytes or WireErrorCode.MisplacedPayload, error.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_WrittenIntoTooLittleRoom_IsRefused(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        int length = sample.Chain().Length;
        for (int room = 0; room < length; room++)
        {
            Assert.Equal(-1, IkeMessageWriter.WriteChain(new byte[room], [sample.Payload], out _));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_AgainstEveryOtherSample_IsNotEqual(string name)
    {
        PayloadSample sample = PayloadSamples.Find(name);
        foreach (PayloadSample other in PayloadSamples.All.Where(other => other.Name != name))
        {
            Assert.NotEqual(other.Payload, sample.Payload);
        }

        Assert.NotEqual(sample.Payload with { Critical = !sample.Payload.Critical }, sample.Payload);
    }

    [Fact]
    public void AllInnerSamples_InOneChain_RoundTrip()
    {
        List<Payload> payloads = [.. PayloadSamples.All.Select(sample => sample.Payload).Where(p => p.FirstInnerType is null)];
        var octets = new byte[4096];
        int length = IkeMessageWriter.WriteChain(octets, payloads, out PayloadType first);
        Assert.True(WireProperties.CheckChain(first, octets[..length]));
        var read = new List<Payload>();
        Assert.Equal(WireError.None, IkeMessageReader.TryReadChain(first, octets.AsMemory(0, length), read));
        Assert.Equal(payloads, read);
    }

    private static void AssertFailsOrRoundTrips(PayloadSample sample, byte[] chain, string change)
    {
        WireError error = TryRead(sample.Payload.Type, chain, out IReadOnlyList<Payload> read);
        if (error.IsError)
        {
            Assert.InRange(error.Offset, 0, chain.Length);
            Assert.NotEmpty(error.Field);
            return;
        }

        byte[] written = Write(Assert.Single(read));
        bool same = sample.Canonical(chain).AsSpan().SequenceEqual(written);
        Assert.True(same, $"{change}: {Convert.ToHexString(chain)} was written as {Convert.ToHexString(written)}");
    }

    /// <summary>Reads a chain of one; SK and SKF need the message around them.</summary>
    private static WireError TryRead(PayloadType type, byte[] chain, out IReadOnlyList<Payload> read)
    {
        if (type is not (PayloadType.Encrypted or PayloadType.EncryptedFragment))
        {
            var payloads = new List<Payload>();
            read = payloads;
            return IkeMessageReader.TryReadChain(type, chain, payloads);
        }

        var message = new byte[IkeHeader.Size + chain.Length];
        var writer = new WireWriter(message);
        IkeHeader header = IkeHeader.ForSending(1, 2, ExchangeType.IkeAuth, IkeHeaderFlags.Initiator, 1);
        (header with { NextPayload = type, Length = (uint)message.Length }).Write(ref writer);
        writer.Bytes(chain);
        WireError error = IkeMessageReader.TryRead(message, out IkeMessage result);
        read = result.Payloads;
        int offset = error.IsError ? error.Offset - IkeHeader.Size : 0;
        return error.IsError ? new WireError(error.Code, offset, error.Field, error.PayloadType) : error;
    }

    private static byte[] Write(Payload payload)
    {
        var octets = new byte[512];
        int length = IkeMessageWriter.WriteChain(octets, [payload], out PayloadType first);
        Assert.Equal(payload.Type, first);
        return octets[..length];
    }
}
