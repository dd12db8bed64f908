using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ShortVideo.Online;

/// <summary>Computes a hash that is the same in every process and on every machine.</summary>
internal static class StableHash
{
    /// <summary>Computes a number that is uniform over 0 to 2^64 - 1, and independent for each salt.</summary>
    public static ulong Of(string salt, long id)
        => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{salt}:{id}"))));
}
