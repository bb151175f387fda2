namespace Enviro.Devices.Atecc608;

/// <summary>Bits of a slot's KeyConfig, a 16-bit little-endian word (ATECC508A DS20005927, KeyConfig).</summary>
public static class KeyConfig
{
    /// <summary>Private: the slot holds an ECC private key and can never be read.</summary>
    public const int Private = 0x0001;

    /// <summary>PubInfo of a private key slot: the public key may be computed; of a public key slot: the key must be validated.</summary>
    public const int PublicInfo = 0x0002;

    /// <summary>The three bits of KeyType.</summary>
    public const int KeyTypeMask = 0x001C;

    /// <summary>KeyType 4: an ECC key on P-256.</summary>
    public const int KeyTypeP256 = 0x0010;

    /// <summary>KeyType 7: not an ECC key.</summary>
    public const int KeyTypeOther = 0x001C;

    /// <summary>Lockable: the slot may be locked on its own.</summary>
    public const int Lockable = 0x0020;

    /// <summary>ReqRandom: TempKey must hold a random nonce when the key is used.</summary>
    public const int RequiresRandom = 0x0040;

    /// <summary>ReqAuth: a CheckMac with AuthKey must precede the use of the key.</summary>
    public const int RequiresAuthorization = 0x0080;
}
