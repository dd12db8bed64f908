using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Spectre.Console;

namespace Tuning;

/// <summary>Writes a line for each trial when it ends.</summary>
internal sealed class TrialLines : IProgress<PolicyTrial>
{
    public void Report(PolicyTrial value)
        => AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {value}, on {value.SessionShare:0.#%} of the sessions"));
}
