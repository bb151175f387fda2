namespace Enviro.Wire;

/// <summary>Major types of CBOR (RFC 8949 §3.1); the value is the one in the top three bits of an initial byte.</summary>
public enum CborType
{
    /// <summary>Unsigned integer, 0 … 2^64−1.</summary>
    Unsigned = 0,

    /// <summary>Negative integer, −1 … −2^64.</summary>
    Negative = 1,

    /// <summary>Byte string.</summary>
    ByteString = 2,

    /// <summary>UTF-8 text string.</summary>
    Text = 3,

    /// <summary>Array of a known length.</summary>
    Array = 4,

    /// <summary>Map of a known number of pairs.</summary>
    Map = 5,

    /// <summary>Tag around one item.</summary>
    Tag = 6,

    /// <summary>false, true and null; floating point and undefined are outside this profile.</summary>
    Simple = 7,
}
