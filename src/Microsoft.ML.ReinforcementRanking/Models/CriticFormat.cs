namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Reads and writes the description of a critic in the model file.</summary>
internal static class CriticFormat
{
    // *** Binary format ***
    // string: response column; doubles: discount, mean return, return deviation, advantage deviation
    public static void Write(BinaryWriter writer, ResponseCritic critic)
    {
        writer.Write(critic.ResponseColumnName);
        writer.Write(critic.DiscountFactor);
        writer.Write(critic.MeanReturn);
        writer.Write(critic.ReturnDeviation);
        writer.Write(critic.AdvantageDeviation);
    }

    public static ResponseCritic Read(BinaryReader reader)
        => new(reader.ReadString(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
}
