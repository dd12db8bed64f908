using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Reads and writes the description of a critic in the model file.</summary>
internal static class CriticFormat
{
    /// <summary>The smallest number of bytes of a critic.</summary>
    public const int Smallest = sizeof(byte) + 4 * sizeof(double);

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

    public static ResponseCritic Read(ModelReader reader)
    {
        // Critics of tasks compare no actions, so that their last number is NaN.
        var critic = new ResponseCritic(reader.ReadText(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadMetric());
        ModelReader.Require(critic.DiscountFactor is >= 0 and < 1,
            $"the critic of '{critic.ResponseColumnName}' has a discount factor of {critic.DiscountFactor}, which is not in [0, 1)");
        return critic;
    }
}
