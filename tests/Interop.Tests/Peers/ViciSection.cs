using System.Buffers.Binary;
using System.Text;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>
/// A section of strongSwan's control protocol: named values, lists and subsections, in order. The encoding is that of the
/// daemon's vici plugin: one octet of element type, names with one octet of length, values with two.
/// </summary>
internal sealed class ViciSection
{
    private enum Element : byte
    {
        SectionStart = 1,
        SectionEnd = 2,
        KeyValue = 3,
        ListStart = 4,
        ListItem = 5,
        ListEnd = 6,
    }

    private readonly List<KeyValuePair<string, object>> _items = [];

    public IEnumerable<KeyValuePair<string, ViciSection>> Sections =>
        _items.Where(item => item.Value is ViciSection).Select(item => KeyValuePair.Create(item.Key, (ViciSection)item.Value));

    /// <summary>A value, or null when there is none of that name.</summary>
    public string? this[string name] => Find(name) as string;

    public IReadOnlyList<string> List(string name) => Find(name) as IReadOnlyList<string> ?? [];

    public ViciSection? Section(string name) => Find(name) as ViciSection;

    public ViciSection Set(string name, string? value)
    {
        if (value is not null)
        {
            _items.Add(new(name, value));
        }

        return this;
    }

    public ViciSection Set(string name, IReadOnlyList<string> values)
    {
        _items.Add(new(name, values));
        return this;
    }

    public ViciSection Set(string name, ViciSection section)
    {
        _items.Add(new(name, section));
        return this;
    }

    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    public static ViciSection Decode(ReadOnlySpan<byte> data)
    {
        var section = new ViciSection();
        section.Read(ref data);
        return section;
    }

    public override string ToString() => string.Join(' ', _items.Select(item => item.Value switch
    {
        ViciSection section => $"{item.Key} {{ {section} }}",
        IReadOnlyList<string> list => $"{item.Key}=[{string.Join(' ', list)}]",
        var value => $"{item.Key}={value}",
    }));

    private object? Find(string name) => _items.Find(item => item.Key == name).Value;

    private void Write(MemoryStream stream)
    {
        foreach (var (name, value) in _items)
        {
            switch (value)
            {
                case ViciSection section:
                    WriteName(stream, Element.SectionStart, name);
                    section.Write(stream);
                    stream.WriteByte((byte)Element.SectionEnd);
                    break;
                case IReadOnlyList<string> list:
                    WriteName(stream, Element.ListStart, name);
                    foreach (var item in list)
                    {
                        stream.WriteByte((byte)Element.ListItem);
                        WriteValue(stream, item);
                    }

                    stream.WriteByte((byte)Element.ListEnd);
                    break;
                case string text:
                    WriteName(stream, Element.KeyValue, name);
                    WriteValue(stream, text);
                    break;
            }
        }
    }

    private void Read(ref ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var element = (Element)data[0];
            data = data[1..];
            switch (element)
            {
                case Element.SectionStart:
                    var child = new ViciSection();
                    Set(ReadName(ref data), child);
                    child.Read(ref data);
                    break;
                case Element.SectionEnd:
                    return;
                case Element.KeyValue:
                    var key = ReadName(ref data);
                    Set(key, ReadValue(ref data));
                    break;
                case Element.ListStart:
                    var list = new List<string>();
                    Set(ReadName(ref data), list);
                    for (; data[0] == (byte)Element.ListItem;)
                    {
                        data = data[1..];
                        list.Add(ReadValue(ref data));
                    }

                    data = data[1..];
                    break;
                default:
                    throw new InvalidDataException($"element type {(byte)element}");
            }
        }
    }

    private static void WriteName(MemoryStream stream, Element element, string name)
    {
        stream.WriteByte((byte)element);
        stream.WriteByte(checked((byte)name.Length));
        stream.Write(Encoding.ASCII.GetBytes(name));
    }

    private static void WriteValue(MemoryStream stream, string value)
    {
        var octets = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)octets.Length));
        stream.Write(length);
        stream.Write(octets);
    }

    private static string ReadName(ref ReadOnlySpan<byte> data)
    {
        var name = Encoding.ASCII.GetString(data.Slice(1, data[0]));
        data = data[(1 + data[0])..];
        return name;
    }

    private static string ReadValue(ref ReadOnlySpan<byte> data)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(data);
        var value = Encoding.UTF8.GetString(data.Slice(2, length));
        data = data[(2 + length)..];
        return value;
    }
}
