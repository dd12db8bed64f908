namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>A response in a fit.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Response">Its index in the log's responses; 0 is the main one.</param>
/// <param name="Sign">+1, or -1 to minimize.</param>
/// <param name="DiscountFactor">γ.</param>
internal sealed record ResponseRole(string Name, int Response, int Sign, double DiscountFactor)
{
    public ResponseRole(AuxiliaryResponse response, int index)
        : this(response.ColumnName, index, response.Minimize ? -1 : 1, response.DiscountFactor)
    {
    }
}
