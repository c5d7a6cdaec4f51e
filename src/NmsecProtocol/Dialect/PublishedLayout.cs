using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>A structure that the published text fixes from the first to the last byte: its layout is a struct's declaration.</summary>
public sealed record PublishedLayout : StructureLayout
{
    private PublishedLayout(IReadOnlyList<WireField> fields) => Fields = fields;

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields { get; }

    /// <summary>Reads the declaration of a structure.</summary>
    public static PublishedLayout Of<TStructure>()
        where TStructure : unmanaged
        => new([.. typeof(TStructure).GetFields(BindingFlags.Public | BindingFlags.Instance).SelectMany(FieldsOf)])
        {
            Name = typeof(TStructure).GetCustomAttribute<NmsecStructureAttribute>()?.Name
                ?? throw new ArgumentException($"{typeof(TStructure)} has no name of the interface."),
            Length = Marshal.SizeOf<TStructure>(),
        };

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes)
        => throw new InvalidOperationException($"{Name} is published and is the same in every dialect.");

    private static IEnumerable<WireField> FieldsOf(FieldInfo field)
    {
        var description = field.GetCustomAttribute<NmsecFieldAttribute>()
            ?? throw new ArgumentException($"{field.DeclaringType}.{field.Name} has no name of the interface.");
        var offset = field.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
        var length = Marshal.SizeOf(field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType);
        return description.Bits is { } bits
            ? BitsOf(bits, offset, length)
            : [new WireField(description.Name, offset, length, description.Format) { Mark = FieldMark.Fact }];
    }

    private static IEnumerable<WireField> BitsOf(Type flags, int offset, int length) => flags
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(flag => flag.IsDefined(typeof(NmsecNameAttribute)))
        .Select(flag =>
        {
            var bit = (length * 8) - 1 - BitOperations.Log2(Convert.ToUInt32(flag.GetRawConstantValue()));
            return new WireField(flag.GetCustomAttribute<NmsecNameAttribute>()!.Name, offset + (bit / 8), 1, FieldFormat.Bits)
            {
                Mark = FieldMark.Fact,
                Bit = bit % 8,
                BitLength = 1,
            };
        })
        .OrderBy(field => field.BitRange.Start);
}
