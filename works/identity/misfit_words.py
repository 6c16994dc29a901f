"""How common the plain words of titles and abstracts are before an installation has read much itself."""

from __future__ import annotations

from collections.abc import Mapping

# Share of texts that hold the word, by tiers; stems as `title_words` makes them. Counted on a quarter of 100,000
# abstracts of computer science and statistics (arXiv metadata, CC0). Other fields say more with these words, which
# makes their works look a little more alike than they are: the safe side.
_SHARES = {
    0.45: "data model our paper result show such system which",
    0.2: "algorithm all also application been both but different each exist first has have high however information "
    "large learn more network number only other performance present problem process propose proposed provide "
    "real set state task than their these time use used well when where while work",
    0.1: "about accuracy achieve address allow any applied apply approache architecture art available better called "
    "challenge communication compared complex complexity computational condition consider control cost dataset "
    "deep demonstrate design develop distribution domain due dynamic effect efficient environment error "
    "estimation evaluation even example experiment experimental feature finally find form framework function "
    "further general given graph human identify if image important improve includ input introduce key "
    "knowledge known language lead level linear low machine make many may mean most multi multiple need neural "
    "non often optimal optimization order outperform parameter particular perform point power property rate "
    "recent representation require research same scale several signal significant simple simulation single "
    "size small so solution source space specific standard strategy structure study support technique term "
    "test them then there they three thu tool train type understand up user value variou very was way within "
    "without world",
    0.05: "ability able access account accurate achieved across addition advantage after against agent aim "
    "alternative among amount analyze approximation area article associated assumption attack attention "
    "average baseline bayesian because become behavior being benchmark benefit best bound build capture case "
    "certain challeng change channel characteristic class classification cluster code common community compare "
    "comparison complete component comput computation compute computer concept considered consist constraint "
    "construct contain context continuou convolutional correspond could critical current decision defined "
    "depend derive describe designed detect detection developed development device difference difficult "
    "dimensional directly discuss distance distributed do doe driven during edge effective effectiveness "
    "efficiency efficiently eg either empirical enable end energy especially estimate evaluate evaluated event "
    "exploit explore extend extensive factor fast few field finite focu follow found free frequency fully "
    "fundamental furthermore future generate generated generation give global goal good group guarantee help "
    "here higher highly ie illustrate impact implement implementation implemented improved improvement include "
    "increas increase independent individual inference insight interaction interest introduced investigate "
    "issue layer less like limited link literature local location long lower main making match matrix maximum "
    "measure measurement mechanism memory methodology metric moreover much natural node noise numerical object "
    "objective observation observed obtain obtained offer online open operation out output part path pattern "
    "physical platform policy popular possible potential practical practice predict prediction presented "
    "previou prior probability procedure processe produce program programm prove provid provided purpose "
    "quality question random range recently reduce reduction regression related relationship rely remain "
    "represent required requirement resource respect response robot robust role sample scenario scheme search "
    "second security selection semantic sensor sequence service sery sett short should shown significantly "
    "similar since social software solve spatial specifically statistical step still stochastic studied "
    "suggest take target technology temporal text theoretical theory therefore those traditional trained "
    "underly us useful variable variety vary vector version were whether wide widely will word year yield",
    0.026: "10 3d accord accurately action active activity adapt adaptive additional additionally advance adversarial "
    "affect al along although analyse analyz another answer appropriate approximate arbitrary around "
    "artificial aspect assess asymptotic automated automatic automatically autonomou avoid aware base basi "
    "basic before binary block bounded brain built call cannot capability capable capacity cause cell central "
    "chain characterize choice classe classical classifier close closed cloud cnn collected collection combin "
    "combination combine combined commonly competitive comprehensive computationally concern conduct conducted "
    "configuration connected connection consistent constant constrained construction consumption content "
    "contrast contribution controller conventional convergence convex core correct correlation create cross "
    "crucial database deal define degree delay demand demonstrated density dependent derived despite detail "
    "determine deterministic differential digital dimension direct direction discrete diverse document easily "
    "effectively effort element embedd employ engineer enhance ensure equation essential establish established "
    "estimat estimated estimator etc every evidence evolution exact examine execution exhibit expected "
    "experience explain expression extended extension extract facilitate fact family far faster feedback "
    "filter finding fixed flexible flow forward four full functional gain game gap gaussian generalization "
    "generalize generalized generally generat gradient great ground grow hand handle hard hardware having "
    "hence heterogeneou hierarchical highlight hybrid idea identification identified ii importance improv "
    "incorporate increased increasingly indicate influence infrastructure initial inspired instance instead "
    "integrated interface internet involve joint label lack larger last latency latent learned least length "
    "leverage life light likelihood limit limitation line load log logic loss made maintain major management "
    "manner map mapp market markov mathematical minimize minimum mobile modern monitor motion must namely "
    "nature necessary needed negative next nonlinear notion off one operator optimize original outcome overall "
    "overcome pair paradigm parallel partial particularly past patient people per performed perspective phase "
    "plann play polynomial population position positive powerful pre predictive presence previously price "
    "principle privacy probabilistic product project promis proof protocol public quantify quantitative query "
    "rank rather ratio realistic reason recognition recurrent reduc reduced reference regard region "
    "reinforcement relation relative relevant reliable report researcher resolution respectively reveal review "
    "risk robotic robustness rule run runn sampl satisfy scalable science score select self sensitive "
    "sequential setting shape shared similarity simulated simultaneously situation solv sparse special speech "
    "speed stability stage start static statistic strong structural sub subject subset success successfully "
    "sufficient suitable supervised survey synthetic tested together top topic total track trade traffic "
    "trajectory transfer transform transmission tree turn typically uncertainty unique unit unknown update "
    "upon usually utility utilize validate variance variant variation vehicle verify video view vision visual "
    "web weight weighted who whose wireless would yet",
}


def _table(tiers: Mapping[float, str]) -> dict[str, float]:
    return {word: share for share, words in tiers.items() for word in words.split()}


COMMON = _table(_SHARES)
