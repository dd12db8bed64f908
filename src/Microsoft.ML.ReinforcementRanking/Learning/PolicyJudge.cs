using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Judges a policy on held-out rows by the capped self-normalised estimate (NCIS) of the main response, subject to every auxiliary's estimate not
/// falling below its logged mean. A policy that violates less beats one that violates more; any feasible one beats every infeasible one.
/// </summary>
/// <param name="logRatios">log π(a|s) − log π_β(a|s) of a batch's rows: [rows].</param>
/// <param name="responses">Index, name and sign (-1: minimise) of each response; the first is the objective, the others are constraints.</param>
/// <param name="device">Where the networks live.</param>
internal sealed class PolicyJudge(Func<TransitionBatch, Tensor> logRatios, IReadOnlyList<(int Response, string Name, int Sign)> responses, Device device)
{
    private const double WeightCap = 10;
    private const double Infeasible = -1e6;

    public Assessment Judge(LogRows heldOut)
    {
        var sample = new ImportanceSample(responses.Count, WeightCap);
        var values = new double[responses.Count];
        foreach (var rows in heldOut.Chunks(512))
        {
            var weights = Weights(heldOut.Data, rows);
            for (var index = 0; index < rows.Length; index++)
            {
                for (var response = 0; response < responses.Count; response++)
                    values[response] = heldOut.Data.Responses[responses[response].Response][rows[index]];
                sample.Add(0, weights[index], values);
            }
        }
        return Summarise(sample);
    }

    private float[] Weights(SessionDataset data, int[] rows)
    {
        using var scope = NewDisposeScope();
        return logRatios(new TransitionBatch(data, rows, device)).exp().cpu().data<float>().ToArray();
    }

    private Assessment Summarise(ImportanceSample sample)
    {
        Dictionary<string, double> metrics = new() { ["ess"] = sample.EffectiveSampleSize, ["capped weight"] = sample.MeanCappedWeight };
        double objective = 0, violation = 0;
        for (var index = 0; index < responses.Count; index++)
        {
            var (_, name, sign) = responses[index];
            var sums = sample.Response(index);
            metrics[$"{name} ncis"] = sums.CappedSelfNormalizedIps;
            // Relative to the logged mean, so that responses of different units add up.
            var gain = sign * (sums.CappedSelfNormalizedIps - sums.LoggedMean) / Math.Max(Math.Abs(sums.LoggedMean), 1e-12);
            if (index == 0)
                objective = gain;
            else
                violation += Math.Max(0, -gain);
        }
        return new(violation > 0 ? Infeasible - violation : objective, metrics);
    }
}
