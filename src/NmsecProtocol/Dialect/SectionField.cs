using System.Runtime.CompilerServices;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>Names a member of a section; called once, when the table is made, to learn where the member lies.</summary>
internal delegate ref TMember MemberAccessor<TSection, TMember>(ref TSection section);

/// <summary>
/// One row of a section's table: a wire field and the member of <typeparamref name="TSection"/> that it carries.
/// </summary>
/// <param name="Wire">The field on the wire.</param>
/// <param name="MemberOffset">Where the member lies in the value; meaningless for reserved fields.</param>
/// <param name="MemberSize">Its size; zero for reserved fields.</param>
/// <param name="MemberType">Its type; null for reserved fields.</param>
/// <param name="Flag">The bits of the member that a one-bit field stands for.</param>
internal readonly record struct SectionField<TSection>(WireField Wire, int MemberOffset, int MemberSize, Type? MemberType = null, uint Flag = 0)
    where TSection : unmanaged
{
    /// <summary>A field that the published text places.</summary>
    public static SectionField<TSection> Fact<TMember>(string name, int offset, int length, MemberAccessor<TSection, TMember> member)
        where TMember : unmanaged
        => Row(new WireField(name, offset, length, FormatOf<TMember>()) { Mark = FieldMark.Fact }, member);

    /// <summary>A field that this project places.</summary>
    public static SectionField<TSection> Design<TMember>(string name, int offset, int length, MemberAccessor<TSection, TMember> member)
        where TMember : unmanaged
        => Row(new WireField(name, offset, length, FormatOf<TMember>()), member);

    /// <summary>A flag that the published text places; the accessor names the set, <paramref name="flag"/> its member.</summary>
    public static SectionField<TSection> FactBit<TFlags>(string name, int offset, int bit, TFlags flag, MemberAccessor<TSection, TFlags> member)
        where TFlags : unmanaged, Enum
        => Row(BitField(name, offset, bit, FieldMark.Fact), member) with { Flag = Convert.ToUInt32(flag) };

    /// <summary>A flag that this project places.</summary>
    public static SectionField<TSection> DesignBit<TFlags>(string name, int offset, int bit, TFlags flag, MemberAccessor<TSection, TFlags> member)
        where TFlags : unmanaged, Enum
        => Row(BitField(name, offset, bit, FieldMark.Design), member) with { Flag = Convert.ToUInt32(flag) };

    /// <summary>Reserved bytes, zero on the wire.</summary>
    public static SectionField<TSection> Reserved(string name, int offset, int length)
        => new(new WireField(name, offset, length, FieldFormat.Reserved), 0, 0);

    /// <summary>Reserved bits, zero on the wire.</summary>
    public static SectionField<TSection> ReservedBits(string name, int offset, int bit, int bits, FieldMark mark = FieldMark.Design)
        => new(
            new WireField(name, offset, (bit + bits + 7) / 8, FieldFormat.Reserved) { Mark = mark, Bit = bit, BitLength = bits }, 0, 0);

    /// <summary>How the field is copied, with a dialect's numbers for the member's constants.</summary>
    public FieldCopy Resolve(CodeNumbers? codes)
        => new(Wire, MemberOffset, MemberSize, Flag, MemberType is { IsEnum: true } type ? codes?.MapOf(type) : null);

    private static WireField BitField(string name, int offset, int bit, FieldMark mark)
        => new(name, offset, 1, FieldFormat.Bits) { Mark = mark, Bit = bit, BitLength = 1 };

    private static SectionField<TSection> Row<TMember>(WireField wire, MemberAccessor<TSection, TMember> member)
        where TMember : unmanaged
    {
        TSection section = default;
        var offset = Unsafe.ByteOffset(
            ref Unsafe.As<TSection, byte>(ref section), ref Unsafe.As<TMember, byte>(ref member(ref section)));
        return new(wire, (int)offset, Unsafe.SizeOf<TMember>(), typeof(TMember));
    }

    private static FieldFormat FormatOf<TMember>()
        => typeof(TMember) == typeof(Ipv4Field) || typeof(TMember) == typeof(Ipv6Field) ? FieldFormat.Address
            : typeof(TMember).IsEnum || typeof(TMember).IsPrimitive ? FieldFormat.Binary
            : FieldFormat.Ebcdic;
}
