using System.Buffers;
using System.Collections;

namespace Grpc.Core;

/// <summary>
/// An ordered list of key-value pairs that travels before the first message (headers) or after the last (trailers).
/// Keys are lower case; a key that ends in <c>-bin</c> has bytes as its value.
/// </summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>The ending of a key whose value is bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>An empty list that cannot be changed.</summary>
    public static readonly Metadata Empty = new Metadata().Freeze();

    private readonly List<Entry> _entries = [];
    private bool _frozen;

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => _frozen;

    /// <inheritdoc/>
    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfFrozen();
            _entries[index] = value;
        }
    }

    /// <summary>Adds a text value.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds bytes; the key must end in <c>-bin</c>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        _entries.Add(item);
    }

    /// <summary>The last entry with this key, or null.</summary>
    public Entry? Get(string key)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].KeyEquals(key))
            {
                return _entries[i];
            }
        }

        return null;
    }

    /// <summary>The text value of the last entry with this key, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry with this key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with this key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.KeyEquals(key));

    /// <inheritdoc/>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc/>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public void Insert(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        _entries.Insert(index, item);
    }

    /// <inheritdoc/>
    public bool Remove(Entry item)
    {
        ThrowIfFrozen();
        return _entries.Remove(item);
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        ThrowIfFrozen();
        _entries.RemoveAt(index);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        ThrowIfFrozen();
        _entries.Clear();
    }

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    internal Metadata Freeze()
    {
        _frozen = true;
        return this;
    }

    private void ThrowIfFrozen()
    {
        if (_frozen)
        {
            throw new InvalidOperationException("This metadata is read-only.");
        }
    }

    /// <summary>One key-value pair.</summary>
    public sealed class Entry
    {
        // gRPC over HTTP/2, "Header-Name": 1*( %x30-39 / %x61-7A / "_" / "-" / ".").
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Creates an entry with text: printable ASCII, as "ASCII-Value" of gRPC over HTTP/2 demands.</summary>
        public Entry(string key, string value) : this(NormalizeKey(key), value, null)
        {
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary)
            {
                throw new ArgumentException($"The key '{key}' ends in {BinaryHeaderSuffix} and needs bytes.", nameof(value));
            }

            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException($"The value of '{key}' is not printable ASCII; use a key that ends in {BinaryHeaderSuffix}.", nameof(value));
            }
        }

        /// <summary>Creates an entry with bytes; the key must end in <c>-bin</c>.</summary>
        public Entry(string key, byte[] valueBytes) : this(NormalizeKey(key), null, valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary)
            {
                throw new ArgumentException($"The key '{key}' needs the ending {BinaryHeaderSuffix} to carry bytes.", nameof(key));
            }
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The key, lower case.</summary>
        public string Key { get; }

        /// <summary>True when the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text value.</summary>
        /// <exception cref="InvalidOperationException">The entry has bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes.");

        /// <summary>The bytes, or the ASCII bytes of the text.</summary>
        public byte[] ValueBytes => _bytes ?? System.Text.Encoding.ASCII.GetBytes(_text!);

        /// <inheritdoc/>
        public override string ToString() => IsBinary ? $"[Entry: key={Key}, {_bytes!.Length} bytes]" : $"[Entry: key={Key}, value={_text}]";

        /// <summary>An entry that came over the wire, where the transport has already checked the header.</summary>
        internal static Entry Received(string lowerCaseKey, string value) => new(lowerCaseKey, value, null);

        internal static Entry Received(string lowerCaseKey, byte[] value) => new(lowerCaseKey, null, value);

        internal bool KeyEquals(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string NormalizeKey(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            string lower = key.ToLowerInvariant();
            if (lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException($"'{key}' is no metadata key: letters, digits, '_', '-' and '.' only.", nameof(key));
            }

            return lower;
        }
    }
}
