namespace MyIkev2.Engine.Shard;

/// <summary>Draws SPIs until one is free and maps to this shard, so that routing needs no shared table.</summary>
internal sealed class SpiAllocator(ShardContext context, IkeSaTable sas)
{
    /// <summary>SPIs up to 255 are reserved (RFC 4303 section 2.1).</summary>
    private const uint FirstChildSpi = 256;

    private readonly HashSet<ulong> _ikeReserved = [];
    private readonly HashSet<uint> _children = [];
    private readonly HashSet<uint> _manual = [];

    public ulong AllocateIke()
    {
        while (true)
        {
            var spi = context.Random.NextUInt64();
            if (spi != 0 && context.Map.OwnerOf(spi) == context.Id && !sas.Contains(spi) && _ikeReserved.Add(spi))
            {
                return spi;
            }
        }
    }

    /// <summary>The SPI is in the table now, or was never used.</summary>
    public void ReleaseIke(ulong spi) => _ikeReserved.Remove(spi);

    public uint AllocateChild()
    {
        while (true)
        {
            var spi = context.Random.NextUInt32();
            if (spi >= FirstChildSpi && context.Map.OwnerOf(spi) == context.Id && !_manual.Contains(spi) && _children.Add(spi))
            {
                return spi;
            }
        }
    }

    public void ReleaseChild(uint spi) => _children.Remove(spi);

    /// <summary>A manual tunnel has this inbound SPI: no Child SA gets it.</summary>
    public void Reserve(uint spi) => _manual.Add(spi);

    public void Release(uint spi) => _manual.Remove(spi);

    /// <summary>A Child SA has it, or is being negotiated with it.</summary>
    public bool IsChild(uint spi) => _children.Contains(spi);

    /// <summary>Child SPIs in use, for invariants.</summary>
    public int ChildCount => _children.Count;
}
