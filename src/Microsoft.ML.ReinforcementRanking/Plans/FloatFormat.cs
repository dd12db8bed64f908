using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Writes float arrays to model files. They are little-endian and have no length, because the reader knows it.</summary>
internal static class FloatFormat
{
    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values) => writer.Write(MemoryMarshal.AsBytes(values));
}
