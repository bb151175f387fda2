namespace Enviro.Devices.Atecc608;

// MAC, CheckMac, GenDig, DeriveKey, KDF, SHA, AES: commands on symmetric secrets and digests.
public static partial class CommandMode
{
    /// <summary>MAC and CheckMac: first block the key in the slot, second block the challenge in the packet.</summary>
    public const byte MacChallenge = 0x00;

    /// <summary>MAC and CheckMac: second block TempKey.</summary>
    public const byte MacBlock2TempKey = 0x01;

    /// <summary>MAC and CheckMac: first block TempKey.</summary>
    public const byte MacBlock1TempKey = 0x02;

    /// <summary>MAC and CheckMac: TempKey holds a fixed nonce, not a random one.</summary>
    public const byte MacSourceFixed = 0x04;

    /// <summary>MAC: the message holds OTP[0:10].</summary>
    public const byte MacIncludeOtp88 = 0x10;

    /// <summary>MAC and CheckMac: the message holds OTP[0:7].</summary>
    public const byte MacIncludeOtp64 = 0x20;

    /// <summary>MAC: the message holds the full serial number.</summary>
    public const byte MacIncludeSerialNumber = 0x40;

    /// <summary>GenDig: a 32-byte block of the configuration zone.</summary>
    public const byte GenDigConfiguration = 0x00;

    /// <summary>GenDig: a 32-byte block of the OTP zone.</summary>
    public const byte GenDigOtp = 0x01;

    /// <summary>GenDig: the first 32 bytes of a slot.</summary>
    public const byte GenDigSlot = 0x02;

    /// <summary>GenDig: TempKey and a value in the packet.</summary>
    public const byte GenDigSharedNonce = 0x03;

    /// <summary>GenDig: a monotonic counter.</summary>
    public const byte GenDigCounter = 0x04;

    /// <summary>GenDig: SlotConfig, KeyConfig and SlotLocked of a slot.</summary>
    public const byte GenDigKeyConfiguration = 0x05;

    /// <summary>GenDig of a shared nonce, param2 bit 15: TempKey comes first, the packet's value last.</summary>
    public const int GenDigTempKeyFirst = 0x8000;

    /// <summary>DeriveKey: TempKey holds a fixed nonce, not a random one.</summary>
    public const byte DeriveKeySourceFixed = 0x04;

    /// <summary>KDF: the source key is in TempKey.</summary>
    public const byte KdfSourceTempKey = 0x00;

    /// <summary>KDF: the source key is in the upper half of TempKey.</summary>
    public const byte KdfSourceTempKeyUpper = 0x01;

    /// <summary>KDF: the source key is in a slot.</summary>
    public const byte KdfSourceSlot = 0x02;

    /// <summary>KDF: the source key is in the alternate key buffer.</summary>
    public const byte KdfSourceAlternateKeyBuffer = 0x03;

    /// <summary>KDF: the result goes to TempKey.</summary>
    public const byte KdfTargetTempKey = 0x00;

    /// <summary>KDF: the result goes to the upper half of TempKey.</summary>
    public const byte KdfTargetTempKeyUpper = 0x04;

    /// <summary>KDF: the result goes to a slot.</summary>
    public const byte KdfTargetSlot = 0x08;

    /// <summary>KDF: the result goes to the alternate key buffer.</summary>
    public const byte KdfTargetAlternateKeyBuffer = 0x0C;

    /// <summary>KDF: the result goes to the output buffer.</summary>
    public const byte KdfTargetOutput = 0x10;

    /// <summary>KDF: the result goes to the output buffer, encrypted by the IO protection key.</summary>
    public const byte KdfTargetOutputEncrypted = 0x14;

    /// <summary>KDF: TLS 1.2's PRF.</summary>
    public const byte KdfPrf = 0x00;

    /// <summary>KDF: AES.</summary>
    public const byte KdfAes = 0x20;

    /// <summary>KDF: HKDF, one HMAC-SHA-256.</summary>
    public const byte KdfHkdf = 0x40;

    /// <summary>KDF details of PRF: the source key is 32 bytes (0: 16, 2: 48, 3: 64).</summary>
    public const int KdfPrfKey32 = 0x0001;

    /// <summary>KDF details of PRF: the result is 64 bytes in place of 32.</summary>
    public const int KdfPrfTarget64 = 0x0100;

    /// <summary>KDF details of PRF: the first 32 bytes go to the target, the second to the output buffer.</summary>
    public const int KdfPrfSplit = 0x0200;

    /// <summary>KDF details of HKDF: the message is in a slot.</summary>
    public const int KdfHkdfMessageSlot = 0x0000;

    /// <summary>KDF details of HKDF: the message is in TempKey.</summary>
    public const int KdfHkdfMessageTempKey = 0x0001;

    /// <summary>KDF details of HKDF: the message is in the packet.</summary>
    public const int KdfHkdfMessageInput = 0x0002;

    /// <summary>KDF details of HKDF: the message is in the packet and must hold KdfIvStr at KdfIvLoc.</summary>
    public const int KdfHkdfMessageIv = 0x0003;

    /// <summary>KDF details of HKDF: the key is 32 zero bytes.</summary>
    public const int KdfHkdfZeroKey = 0x0004;

    /// <summary>SHA: begin a digest.</summary>
    public const byte ShaStart = 0x00;

    /// <summary>SHA: add 64 bytes.</summary>
    public const byte ShaUpdate = 0x01;

    /// <summary>SHA: add the last 0 … 63 bytes and return the digest or the MAC.</summary>
    public const byte ShaEnd = 0x02;

    /// <summary>SHA: add the 64-byte public key in a slot.</summary>
    public const byte ShaPublic = 0x03;

    /// <summary>SHA: begin an HMAC with the key in a slot.</summary>
    public const byte ShaHmacStart = 0x04;

    /// <summary>SHA: read an unfinished computation's context.</summary>
    public const byte ShaReadContext = 0x06;

    /// <summary>SHA: continue from a context.</summary>
    public const byte ShaWriteContext = 0x07;

    /// <summary>SHA: at the end, load TempKey.</summary>
    public const byte ShaTargetTempKey = 0x00;

    /// <summary>SHA: at the end, load the message digest buffer.</summary>
    public const byte ShaTargetMessageDigestBuffer = 0x40;

    /// <summary>SHA: at the end, return the digest only and load no buffer.</summary>
    public const byte ShaTargetOutputOnly = 0xC0;

    /// <summary>AES: encrypt one block; the key is 16 bytes, which of a slot's in bits 6 and 7.</summary>
    public const byte AesEncrypt = 0x00;

    /// <summary>AES: decrypt one block.</summary>
    public const byte AesDecrypt = 0x01;

    /// <summary>AES: multiply in GCM's field.</summary>
    public const byte AesGaloisMultiply = 0x03;

    /// <summary>AES and SHA HMAC, param2: the key is in TempKey.</summary>
    public const int AesFromTempKey = 0xFFFF;
}
