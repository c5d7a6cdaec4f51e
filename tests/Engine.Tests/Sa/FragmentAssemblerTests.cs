using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Sa;

/// <summary>RFC 7383 section 2.6.</summary>
public sealed class FragmentAssemblerTests
{
    private readonly FragmentAssembler _assembler = new();

    [Fact]
    public void Add_AnyOrder_GivesTheWholeAndItsFirstPayload()
    {
        Assert.Null(Add(7, 3, 3, [5]));
        Assert.Null(Add(7, 1, 3, [1, 2], PayloadType.SecurityAssociation));
        Assert.Equal([1, 2, 3, 4, 5], Add(7, 2, 3, [3, 4], first: PayloadType.None, out var type));
        Assert.Equal(PayloadType.SecurityAssociation, type);
    }

    [Fact]
    public void Add_RepeatedFragment_ChangesNothing()
    {
        Assert.Null(Add(1, 1, 2, [1]));
        Assert.True(_assembler.Has(Header(1), Fragment(1, 2)));
        Assert.Null(Add(1, 1, 2, [9]));
        Assert.Equal([1, 2], Add(1, 2, 2, [2]));
    }

    [Fact]
    public void Add_NextMessage_ForgetsTheUnfinishedOne()
    {
        Assert.Null(Add(1, 1, 2, [1]));
        Assert.Null(Add(2, 2, 2, [8]));
        Assert.Null(Add(1, 2, 2, [2]));
        Assert.Null(Add(2, 1, 2, [7]));
        Assert.Equal([7, 8], Add(2, 2, 2, [8]));
    }

    [Fact]
    public void Add_SmallerTotal_IsIgnoredLargerStartsAnew()
    {
        Assert.Null(Add(1, 1, 3, [1]));
        Assert.Null(Add(1, 1, 2, [9]));
        Assert.Null(Add(1, 4, 4, [4]));
        Assert.Null(Add(1, 1, 4, [1]));
        Assert.Null(Add(1, 2, 4, [2]));
        Assert.Equal([1, 2, 3, 4], Add(1, 3, 4, [3]));
    }

    [Fact]
    public void Add_TooManyOrTooLarge_IsRefused()
    {
        Assert.Null(Add(1, 1, FragmentAssembler.MaximumFragments + 1, [1]));
        Assert.Null(Add(1, 1, 2, new byte[FragmentAssembler.MaximumOctets]));
        Assert.Null(Add(1, 2, 2, [1]));
    }

    private byte[]? Add(uint id, int number, int total, byte[] inner, PayloadType first = PayloadType.None) => Add(id, number, total, inner, first, out _);

    private byte[]? Add(uint id, int number, int total, byte[] inner, PayloadType first, out PayloadType type) =>
        _assembler.Add(Header(id), Fragment(number, total, first), inner, out type);

    private static IkeHeader Header(uint id) => IkeHeader.ForSending(1, 2, ExchangeType.IkeAuth, IkeHeaderFlags.Initiator, id);

    private static EncryptedFragmentPayload Fragment(int number, int total, PayloadType first = PayloadType.None) =>
        new(first, (ushort)number, (ushort)total, ReadOnlyMemory<byte>.Empty);
}
