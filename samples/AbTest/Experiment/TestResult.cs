using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>A finished test.</summary>
/// <param name="Control">The arm that the others are compared with.</param>
/// <param name="Treatments">The others.</param>
/// <param name="Curves">Each of the others, response by response.</param>
internal sealed record TestResult(ArmResult Control, IReadOnlyList<ArmResult> Treatments, IReadOnlyList<LiftCurve> Curves)
{
    public int Days => Curves[0].Days.Count;

    /// <summary>Serves every user with the arm that the user is assigned to; the first arm is the control.</summary>
    public static TestResult Run(OnlineService service, IReadOnlyList<Arm> arms, ServiceSettings settings, ConfidenceSequence sequence)
    {
        var assignment = new Assignment($"test of seed {settings.Seed}", arms.Count);
        var users = Enumerable.Range(0, service.UserCount).ToLookup(assignment.ArmOf);
        ArmResult[] results = [.. arms.Select((arm, index) => new ArmResult(arm.Name, service.Serve(arm, [.. users[index]], settings)))];
        return Of(results[0], results[1..], sequence);
    }

    public static TestResult Of(ArmResult control, IReadOnlyList<ArmResult> treatments, ConfidenceSequence sequence) => new(control, treatments,
        [.. treatments.SelectMany(arm => Response.All.Select(response => LiftCurve.Of(arm.Name, response, arm.Days, control.Days, sequence)))]);

    public IEnumerable<LiftCurve> Of(string arm) => Curves.Where(curve => curve.Arm == arm);
}
