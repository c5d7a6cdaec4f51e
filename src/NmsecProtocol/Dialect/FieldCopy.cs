using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>How one field gets from the memory of a value to the wire and back: a resolved row of a section's table.</summary>
internal readonly struct FieldCopy
{
    private readonly int _memory;
    private readonly int _memorySize;
    private readonly int _wire;
    private readonly int _wireLength;
    private readonly uint _flag;
    private readonly FieldFormat _format;
    private readonly byte _mask;
    private readonly CodeMap? _codes;

    /// <summary>Resolves a row.</summary>
    public FieldCopy(WireField wire, int memory, int memorySize, uint flag, CodeMap? codes)
    {
        _memory = memory;
        _memorySize = memorySize;
        _wire = wire.Offset + (wire.BitLength == 0 ? 0 : wire.Bit / 8);
        _wireLength = wire.BitLength == 0 ? wire.Length : 1;
        _flag = flag;
        _format = wire.Format;
        _mask = (byte)(0x80 >> (wire.Bit % 8));
        _codes = codes;
    }

    /// <summary>Copies from memory to the wire, where all bytes are zero.</summary>
    public void Write(ReadOnlySpan<byte> memory, Span<byte> wire)
    {
        var source = memory.Slice(_memory, _memorySize);
        var target = wire.Slice(_wire, _wireLength);
        switch (_format)
        {
            case FieldFormat.Bits:
                target[0] |= (Load(source) & _flag) != 0 ? _mask : (byte)0;
                break;
            case FieldFormat.Ebcdic:
                WriteText(source, target);
                break;
            case FieldFormat.Binary:
                WriteNumber(_codes is null ? Load(source) : _codes.ToWire(source[0]), target);
                break;
            default:
                source[..Math.Min(source.Length, target.Length)].CopyTo(target);
                break;
        }
    }

    /// <summary>Copies from the wire to memory, where all bytes are zero. A field past the end of the wire's bytes is left out.</summary>
    public void Read(ReadOnlySpan<byte> wire, Span<byte> memory)
    {
        if (_wire + _wireLength > wire.Length)
        {
            return;
        }

        var source = wire.Slice(_wire, _wireLength);
        var target = memory.Slice(_memory, _memorySize);
        switch (_format)
        {
            case FieldFormat.Bits:
                Store(Load(target) | ((source[0] & _mask) != 0 ? _flag : 0), target);
                break;
            case FieldFormat.Binary:
                var number = ReadNumber(source);
                Store(_codes is null ? number : number > byte.MaxValue ? 0UL : _codes.FromWire((byte)number), target);
                break;
            default:
                var common = Math.Min(source.Length, target.Length);
                source[..common].CopyTo(target);
                target[common..].Fill(_format == FieldFormat.Ebcdic ? Ebcdic1047.Blank : (byte)0);
                break;
        }
    }

    // A text field that nobody has set, which is all zeros, is blank on the wire.
    private static void WriteText(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var length = source[0] == 0 && !source.ContainsAnyExcept((byte)0) ? 0 : Math.Min(source.Length, target.Length);
        source[..length].CopyTo(target);
        target[length..].Fill(Ebcdic1047.Blank);
    }

    private static ulong Load(ReadOnlySpan<byte> memory) => memory.Length switch
    {
        1 => memory[0],
        2 => MemoryMarshal.Read<ushort>(memory),
        4 => MemoryMarshal.Read<uint>(memory),
        _ => MemoryMarshal.Read<ulong>(memory),
    };

    private static void Store(ulong value, Span<byte> memory)
    {
        switch (memory.Length)
        {
            case 1:
                memory[0] = (byte)value;
                break;
            case 2:
                Unsafe.WriteUnaligned(ref memory[0], (ushort)value);
                break;
            case 4:
                Unsafe.WriteUnaligned(ref memory[0], (uint)value);
                break;
            default:
                Unsafe.WriteUnaligned(ref memory[0], value);
                break;
        }
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> wire) => wire.Length switch
    {
        1 => wire[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(wire),
        4 => BinaryPrimitives.ReadUInt32BigEndian(wire),
        _ => BinaryPrimitives.ReadUInt64BigEndian(wire),
    };

    private static void WriteNumber(ulong value, Span<byte> wire)
    {
        switch (wire.Length)
        {
            case 1:
                wire[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(wire, (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(wire, (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(wire, value);
                break;
        }
    }
}
