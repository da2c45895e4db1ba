<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zu_ZA" sourcelanguage="en">
<context>
    <name>AnswerText</name>
    <message>
        <source>Answer</source>
        <translation type="unfinished">Impendulo</translation>
    </message>
    <message>
        <source>Left and right step through the tokens and tell how likely each was; with Ctrl through unlikely ones.</source>
        <translation type="unfinished">Imicibisholo yangakwesobunxele nangakwesokudla ihamba ithokheni ngethokheni futhi isho ukuthi beliyini ithuba lethokheni ngayinye; nge-Ctrl iya kwanamathuba amancane.</translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>cut off: longest answer reached</source>
        <translation type="unfinished">inqanyuliwe: ubude obukhulu bempendulo bufinyelelwe</translation>
    </message>
    <message>
        <source>cut off: the model can read no more</source>
        <translation type="unfinished">inqanyuliwe: imodeli ayisakwazi ukufunda okunye</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished">imisiwe</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished">iphazamisekile</translation>
    </message>
    <message>
        <source>Again</source>
        <translation type="unfinished">Futhi</translation>
    </message>
    <message>
        <source>Answer this again</source>
        <translation type="unfinished">Phinda uphendule lokhu</translation>
    </message>
    <message>
        <source>reading the question…</source>
        <translation type="unfinished">ifunda umbuzo…</translation>
    </message>
    <message>
        <source>writing…</source>
        <translation type="unfinished">iyabhala…</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation type="unfinished">Imodeli ivele yaqeda impendulo yayo ngaso leso sikhathi.</translation>
    </message>
    <message>
        <source>%L1 tokens/s</source>
        <translation type="unfinished">%L1 tokens/s</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation type="unfinished">Lungisa</translation>
    </message>
    <message>
        <source>Correct this answer</source>
        <translation type="unfinished">Lungisa le mpendulo</translation>
    </message>
    <message>
        <source>Write it as it should have been: a row to train on</source>
        <translation type="unfinished">Yibhale ngendlela obekufanele ibe ngayo: umugqa wokuqeqesha</translation>
    </message>
</context>
<context>
    <name>AskPanel</name>
    <message>
        <source>Tasks</source>
        <translation type="unfinished">Izivivinyo</translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished">Amamodeli</translation>
    </message>
    <message>
        <source>No task has its data here yet.</source>
        <translation type="unfinished">Asikho isivivinyo esinedatha yaso lapha okwamanje.</translation>
    </message>
    <message>
        <source>There is no model in this project yet.</source>
        <translation type="unfinished">Ayikho imodeli kule phrojekthi okwamanje.</translation>
    </message>
    <message>
        <source>items</source>
        <translation type="unfinished">imibuzo</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished">Buza</translation>
    </message>
    <message>
        <source>Add test data…</source>
        <translation type="unfinished">Engeza idatha yokuhlola…</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation type="unfinished">Buza imodeli</translation>
    </message>
    <message>
        <source>Way of asking</source>
        <translation type="unfinished">Indlela yokubuza</translation>
    </message>
    <message>
        <source>Items of each task</source>
        <translation type="unfinished">Imibuzo yesivivinyo ngasinye</translation>
    </message>
    <message>
        <source>0: all of them. Fewer are taken from all over the file.</source>
        <translation type="unfinished">0: yonke. Embalwa ithathwa kulo lonke ifayela.</translation>
    </message>
    <message>
        <source>Items of each task, 0: all</source>
        <translation type="unfinished">Imibuzo yesivivinyo ngasinye, 0: yonke</translation>
    </message>
    <message>
        <source>Back to the scores</source>
        <translation type="unfinished">Buyela emaphuzwini</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation type="unfinished">%1 · %2 · %3</translation>
    </message>
    <message>
        <source>All ways</source>
        <translation type="unfinished">Zonke izindlela</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished">Iyaqala…</translation>
    </message>
    <message>
        <source>Choose at least one task and one model.</source>
        <translation type="unfinished">Khetha okungenani isivivinyo esisodwa nemodeli eyodwa.</translation>
    </message>
    <message>
        <source>%1 evaluations, one after the other: a model each. They go on when this window closes.</source>
        <translation type="unfinished">Ukuhlola okungu-%1, ngakunye ngemva kokunye: imodeli eyodwa kukho ngakunye. Kuyaqhubeka uma leli windi livalwa.</translation>
    </message>
    <message>
        <source>One evaluation. It goes on when this window closes, and can be paused and cancelled.</source>
        <translation type="unfinished">Ukuhlola okukodwa. Kuyaqhubeka uma leli windi livalwa, futhi kungamiswa isikhashana noma kukhanselwe.</translation>
    </message>
    <message>
        <source>So few items tell whether it works, not which model is better.</source>
        <translation type="unfinished">Imibuzo embalwa kangaka itshela ukuthi kuyasebenza yini, hhayi ukuthi iyiphi imodeli engcono.</translation>
    </message>
</context>
<context>
    <name>AxisWords</name>
    <message>
        <source>step</source>
        <translation type="unfinished">isinyathelo</translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished">ithokheni</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished">amabhayithi</translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished">isikhathi</translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished">okungalolongiwe</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation type="unfinished">okulolongiwe</translation>
    </message>
</context>
<context>
    <name>BafoProcess</name>
    <message>
        <source>Stopped</source>
        <translation type="unfinished">Imisiwe</translation>
    </message>
    <message>
        <source>bafo crashed</source>
        <translation type="unfinished">i-bafo iphahlazekile</translation>
    </message>
    <message>
        <source>bafo failed</source>
        <translation type="unfinished">i-bafo ihlulekile</translation>
    </message>
    <message>
        <source>Try it again in a terminal: %1</source>
        <translation type="unfinished">Zama futhi kutheminali: %1</translation>
    </message>
</context>
<context>
    <name>BuildCard</name>
    <message>
        <source>Make conversations in two languages</source>
        <translation type="unfinished">Yenza izingxoxo ngezilimi ezimbili</translation>
    </message>
    <message>
        <source>Translated texts</source>
        <translation type="unfinished">Imibhalo ehunyushiwe</translation>
    </message>
    <message>
        <source>Each pair becomes a translation to ask for, in both directions.</source>
        <translation type="unfinished">Ipheya ngalinye liba ukuhumusha okucelwayo, nhlangothi zombili.</translation>
    </message>
    <message>
        <source>Questions with answers</source>
        <translation type="unfinished">Imibuzo enezimpendulo</translation>
    </message>
    <message>
        <source>Asked in one language, or in one and answered in the other.</source>
        <translation type="unfinished">Kubuzwa ngolimi olulodwa, noma kubuzwe ngolunye kuphendulwe ngolunye.</translation>
    </message>
    <message>
        <source>Name of the new dataset</source>
        <translation type="unfinished">Igama lesethi yombhalo entsha</translation>
    </message>
    <message>
        <source>Share of the translations</source>
        <translation type="unfinished">Ingxenye yezinguqulo</translation>
    </message>
    <message>
        <source>1: all that can be made, 0: none.</source>
        <translation type="unfinished">1: konke okungenziwa, 0: lutho.</translation>
    </message>
    <message>
        <source>Share of the questions in one language</source>
        <translation type="unfinished">Ingxenye yemibuzo yolimi olulodwa</translation>
    </message>
    <message>
        <source>Question and answer in the same language.</source>
        <translation type="unfinished">Umbuzo nempendulo ngolimi olufanayo.</translation>
    </message>
    <message>
        <source>Share of the questions across languages</source>
        <translation type="unfinished">Ingxenye yemibuzo ewela izilimi</translation>
    </message>
    <message>
        <source>The question in one language, the answer in the other.</source>
        <translation type="unfinished">Umbuzo ngolunye ulimi, impendulo ngolunye.</translation>
    </message>
    <message>
        <source>Make them</source>
        <translation type="unfinished">Zenze</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>There are no texts in this project yet.</source>
        <translation type="unfinished">Ayikho imibhalo kule phrojekthi okwamanje.</translation>
    </message>
    <message>
        <source>There are no conversations in this project yet.</source>
        <translation type="unfinished">Azikho izingxoxo kule phrojekthi okwamanje.</translation>
    </message>
    <message>
        <source>Choose what they are to be made of.</source>
        <translation type="unfinished">Khetha ukuthi zizokwenziwa ngani.</translation>
    </message>
    <message>
        <source>The dataset needs a name: letters, digits, - _ and dots.</source>
        <translation type="unfinished">Isethi yombhalo idinga igama: izinhlamvu, izinombolo, - _ namachashazi.</translation>
    </message>
    <message>
        <source>There is a dataset “%1” already.</source>
        <translation type="unfinished">Isethi yombhalo “%1” isikhona.</translation>
    </message>
    <message>
        <source>A share is a number from 0 to 1.</source>
        <translation type="unfinished">Ingxenye iyinombolo kusuka ku-0 kuya ku-1.</translation>
    </message>
</context>
<context>
    <name>CellCard</name>
    <message>
        <source>See the items</source>
        <translation type="unfinished">Bona imibuzo</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation type="unfinished">Qhubeka nakho</translation>
    </message>
    <message>
        <source>Asks what was not answered yet. What was answered stays.</source>
        <translation type="unfinished">Ibuza okungakaphendulwa. Osekuphenduliwe kuhlala kukhona.</translation>
    </message>
</context>
<context>
    <name>CellWords</name>
    <message>
        <source>It cannot be told from guessing.</source>
        <translation type="unfinished">Akwehlukani nokuqagela.</translation>
    </message>
    <message>
        <source>%1 items are few: %2, so smaller differences decide nothing.</source>
        <translation type="unfinished">Imibuzo engu-%1 mincane: %2, ngakho umehluko omncane kunalokho awunqumi lutho.</translation>
    </message>
    <message>
        <source>One item is not answered yet.</source>
        <translation type="unfinished">Umbuzo owodwa awukaphendulwa.</translation>
    </message>
    <message>
        <source>%1 items are not answered yet.</source>
        <translation type="unfinished">Imibuzo engu-%1 ayikaphendulwa.</translation>
    </message>
    <message>
        <source>One item stands in text that the model was trained on.</source>
        <translation type="unfinished">Umbuzo owodwa usembhalweni imodeli eqeqeshwe ngawo.</translation>
    </message>
    <message>
        <source>%1 items stand in text that the model was trained on.</source>
        <translation type="unfinished">Imibuzo engu-%1 isembhalweni imodeli eqeqeshwe ngawo.</translation>
    </message>
    <message>
        <source>One item did not fit into the context and was cut at its beginning.</source>
        <translation type="unfinished">Umbuzo owodwa awuzange ungene kumongo, wanqunywa ekuqaleni.</translation>
    </message>
    <message>
        <source>%1 items did not fit into the context and were cut at their beginning.</source>
        <translation type="unfinished">Imibuzo engu-%1 ayizange ingene kumongo, yanqunywa ekuqaleni.</translation>
    </message>
    <message>
        <source>One answer is empty.</source>
        <translation type="unfinished">Impendulo eyodwa ayinalutho.</translation>
    </message>
    <message>
        <source>%1 answers are empty.</source>
        <translation type="unfinished">Izimpendulo ezingu-%1 azinalutho.</translation>
    </message>
    <message>
        <source>One line of the data is broken and was left out.</source>
        <translation type="unfinished">Umugqa owodwa wedatha wonakele, ushiyiwe.</translation>
    </message>
    <message>
        <source>%1 lines of the data are broken and were left out.</source>
        <translation type="unfinished">Imigqa yedatha engu-%1 yonakele, ishiyiwe.</translation>
    </message>
    <message>
        <source>The data is not the revision that the task was written for.</source>
        <translation type="unfinished">Idatha akuyona inguqulo isivivinyo esabhalelwa yona.</translation>
    </message>
    <message>
        <source>Not asked yet.</source>
        <translation type="unfinished">Akukabuzwa.</translation>
    </message>
    <message>
        <source>%1: %2 (%3 items); with 95 % certainty between %4 and %5.</source>
        <translation type="unfinished">%1: %2 (imibuzo engu-%3); ngesiqiniseko esingu-95 % kuphakathi kuka-%4 no-%5.</translation>
    </message>
    <message>
        <source>%1: %2 so far (%3 items).</source>
        <translation type="unfinished">%1: %2 kuze kube manje (imibuzo engu-%3).</translation>
    </message>
    <message>
        <source>Guessing gives %1.</source>
        <translation type="unfinished">Ukuqagela kunika u-%1.</translation>
    </message>
    <message>
        <source>Less is better.</source>
        <translation type="unfinished">Okuncane kungcono.</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation type="unfinished">%1, %2 kwezingu-%3</translation>
    </message>
</context>
<context>
    <name>CertificateView</name>
    <message>
        <source>%1 with the adapter %2</source>
        <translation type="unfinished">%1 nesengezo %2</translation>
    </message>
    <message>
        <source>Compared with %1 on %2 isiZulu sentences, %3.</source>
        <translation type="unfinished">Iqhathaniswe ne-%1 emishweni yesiZulu engu-%2, %3.</translation>
    </message>
    <message>
        <source>Its weights are stored as %1.</source>
        <translation type="unfinished">Izisindo zayo zigcinwe njenge-%1.</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished">Hlola futhi</translation>
    </message>
    <message>
        <source>It was made for other weights than lie there now. Check again.</source>
        <translation type="unfinished">Senzelwe ezinye izisindo kunalezi ezikhona manje. Hlola futhi.</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation type="unfinished">Kopisha njengombhalo</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
    <message>
        <source>Checking again: %1 % of the files read</source>
        <translation type="unfinished">Kuhlolwa futhi: sekufundwe u-%1 % wamafayela</translation>
    </message>
    <message>
        <source>Checking again …</source>
        <translation type="unfinished">Kuhlolwa futhi …</translation>
    </message>
    <message>
        <source>Certificate of %1</source>
        <translation type="unfinished">Isitifiketi se-%1</translation>
    </message>
    <message numerus="yes">
        <source>Red: %n check(s) failed</source>
        <translation type="unfinished">
            <numerusform>Bomvu: ukuhlola okungu-%n kwehlulekile</numerusform>
            <numerusform>Bomvu: ukuhlola okungu-%n kwehlulekile</numerusform>
        </translation>
    </message>
    <message>
        <source>Green: it answers as what it was made from</source>
        <translation type="unfinished">Luhlaza: iphendula njengalokho eyenziwe ngakho</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Chart</source>
        <translation type="unfinished">Ishadi</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation type="unfinished">Akukwazeki ukubhala ku-%1.</translation>
    </message>
    <message>
        <source>Make room in %1 and in memory, and try again.</source>
        <translation type="unfinished">Yenza isikhala ku-%1 nasenkumbulweni, bese uzama futhi.</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>All numbers of the run</source>
        <translation type="unfinished">Zonke izinombolo zomsebenzi</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished">Okwenzekile</translation>
    </message>
    <message>
        <source>Chart of the run; Left and Right read its values</source>
        <translation type="unfinished">Ishadi lomsebenzi; imicibisholo yangakwesobunxele nangakwesokudla ifunda amanani alo</translation>
    </message>
    <message>
        <source>How the chart looks</source>
        <translation type="unfinished">Ukubukeka kweshadi</translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished">Log</translation>
    </message>
    <message>
        <source>Values on a logarithmic scale</source>
        <translation type="unfinished">Amanani esikalini se-logarithm</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished">Landela</translation>
    </message>
    <message>
        <source>Keep the newest steps in sight</source>
        <translation type="unfinished">Bonisa njalo izinyathelo zakamuva</translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished">Ithebula</translation>
    </message>
    <message>
        <source>The same numbers as a table</source>
        <translation type="unfinished">Zona lezi zinombolo njengethebula</translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished">Izehlakalo</translation>
    </message>
    <message>
        <source>Everything that happened</source>
        <translation type="unfinished">Konke okwenzekile</translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished">isinyathelo</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished">amathokheni</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished">amabhayithi</translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished">isikhathi</translation>
    </message>
    <message>
        <source>The chart runs over: %1</source>
        <translation type="unfinished">Ishadi lilandela: %1</translation>
    </message>
    <message>
        <source>smooth</source>
        <translation type="unfinished">lolonga</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished">Ukulolonga</translation>
    </message>
    <message>
        <source>How much the bold line is smoothed; the raw values stay behind it</source>
        <translation type="unfinished">Umugqa ogqamile ulolongwa kangakanani; amanani angalolongiwe asala ngemuva kwawo</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation type="unfinished">Izilinganiso</translation>
    </message>
    <message>
        <source>Which curves are shown</source>
        <translation type="unfinished">Imigqa yeshadi eboniswayo</translation>
    </message>
    <message>
        <source>Chart as picture (PNG)…</source>
        <translation type="unfinished">Ishadi njengesithombe (PNG)…</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation type="unfinished">Izithombe ze-PNG (*.png)</translation>
    </message>
    <message>
        <source>Chart as drawing (SVG)…</source>
        <translation type="unfinished">Ishadi njengomdwebo (SVG)…</translation>
    </message>
    <message>
        <source>SVG drawings (*.svg)</source>
        <translation type="unfinished">Imidwebo ye-SVG (*.svg)</translation>
    </message>
    <message>
        <source>Chart as page (PDF)…</source>
        <translation type="unfinished">Ishadi njengekhasi (PDF)…</translation>
    </message>
    <message>
        <source>PDF pages (*.pdf)</source>
        <translation type="unfinished">Amakhasi e-PDF (*.pdf)</translation>
    </message>
    <message>
        <source>All numbers (CSV)…</source>
        <translation type="unfinished">Zonke izinombolo (CSV)…</translation>
    </message>
    <message>
        <source>CSV tables (*.csv)</source>
        <translation type="unfinished">Amathebula e-CSV (*.csv)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished">Khipha</translation>
    </message>
    <message>
        <source>Save the chart or its numbers as a file</source>
        <translation type="unfinished">Gcina ishadi noma izinombolo zalo njengefayela</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished">Gcina njenge</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation type="unfinished">Kugciniwe: %1.</translation>
    </message>
    <message>
        <source>Read the chart by arrow keys</source>
        <translation type="unfinished">Funda ishadi ngezinkinobho zemicibisholo</translation>
    </message>
    <message>
        <source>Nothing measured yet: the run waits for its turn.</source>
        <translation type="unfinished">Akukalinganiswa lutho: umsebenzi ulinde ithuba lawo.</translation>
    </message>
    <message>
        <source>Nothing was measured: the run ended before its first step.</source>
        <translation type="unfinished">Akulinganiswanga lutho: umsebenzi uphele ngaphambi kwesinyathelo sawo sokuqala.</translation>
    </message>
    <message>
        <source>Nothing measured yet: curves begin with the first step.</source>
        <translation type="unfinished">Akukalinganiswa lutho: amajika aqala ngesinyathelo sokuqala.</translation>
    </message>
</context>
<context>
    <name>ChatColumn</name>
    <message>
        <source>this computer</source>
        <translation type="unfinished">le khompyutha</translation>
    </message>
    <message>
        <source>Close this column</source>
        <translation type="unfinished">Vala le kholamu</translation>
    </message>
    <message>
        <source>Start it again</source>
        <translation type="unfinished">Yiqale futhi</translation>
    </message>
    <message>
        <source>Ask something below, or write the beginning of a text for the model to go on with.</source>
        <translation type="unfinished">Buza okuthile ngezansi, noma ubhale isiqalo sombhalo imodeli ezoqhubeka ngaso.</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished">Khetha imodeli</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation type="unfinished">Imodeli: %1</translation>
    </message>
    <message>
        <source>%1 is not in this project any more. Choose another model.</source>
        <translation type="unfinished">I-%1 ayisekho kule phrojekthi. Khetha enye imodeli.</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished">Kulayishwa imodeli…</translation>
    </message>
    <message>
        <source>This model&apos;s chat template is not known here: it completes what you write.</source>
        <translation type="unfinished">Isifanekiso sengxoxo sale modeli asaziwa lapha: iqedela lokho okubhalayo.</translation>
    </message>
    <message>
        <source>A base model, not taught to converse: it completes what you write.</source>
        <translation type="unfinished">Imodeli eyisisekelo, engafundiswanga ukuxoxa: iqedela lokho okubhalayo.</translation>
    </message>
    <message>
        <source>The weights of %1 are not here: what was said can be read, but it cannot answer.</source>
        <translation type="unfinished">Izisindo ze-%1 azikho lapha: okukhulunyiwe kungafundwa, kodwa ayikwazi ukuphendula.</translation>
    </message>
    <message>
        <source>adapter on %1</source>
        <translation type="unfinished">isengezo se-%1</translation>
    </message>
    <message>
        <source>%1 (adapter on %2)</source>
        <translation type="unfinished">%1 (isengezo se-%2)</translation>
    </message>
    <message>
        <source>%1 is an adapter on %2, which is not in this project: it cannot answer without it. Import %2 again under that name.</source>
        <translation type="unfinished">I-%1 iyisengezo se-%2, engekho kule phrojekthi: ayikwazi ukuphendula ngaphandle kwayo. Ngenisa i-%2 futhi ngalelo gama.</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Chat</source>
        <translation type="unfinished">Xoxa</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation type="unfinished">Ingxoxo entsha</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation type="unfinished">Qhathanisa amabili</translation>
    </message>
    <message>
        <source>A second model beside this one, asked the same</source>
        <translation type="unfinished">Imodeli yesibili eceleni kwale, ibuzwa okufanayo</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished">Ukusampula</translation>
    </message>
    <message>
        <source>Save transcript</source>
        <translation type="unfinished">Gcina ingxoxo</translation>
    </message>
    <message>
        <source>For people (Markdown)…</source>
        <translation type="unfinished">Okwabantu (Markdown)…</translation>
    </message>
    <message>
        <source>For programs (JSONL)…</source>
        <translation type="unfinished">Okwezinhlelo (JSONL)…</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation type="unfinished">Misa impendulo</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation type="unfinished">Phendula futhi</translation>
    </message>
    <message>
        <source>Edit the last question</source>
        <translation type="unfinished">Hlela umbuzo wokugcina</translation>
    </message>
    <message>
        <source>Step through the answer, token by token</source>
        <translation type="unfinished">Hamba empendulweni, ithokheni ngethokheni</translation>
    </message>
    <message>
        <source>Compare two models</source>
        <translation type="unfinished">Qhathanisa amamodeli amabili</translation>
    </message>
    <message>
        <source>Save transcript as Markdown…</source>
        <translation type="unfinished">Gcina ingxoxo njenge-Markdown…</translation>
    </message>
    <message>
        <source>Save transcript as JSONL…</source>
        <translation type="unfinished">Gcina ingxoxo njenge-JSONL…</translation>
    </message>
    <message>
        <source>First model</source>
        <translation type="unfinished">Imodeli yokuqala</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation type="unfinished">Imodeli yesibili</translation>
    </message>
    <message>
        <source>The conversation before was put away.</source>
        <translation type="unfinished">Ingxoxo yangaphambili ibekwe eceleni.</translation>
    </message>
    <message>
        <source>There is no model to talk with yet. Take one in, or train one.</source>
        <translation type="unfinished">Ayikho imodeli ongaxoxa nayo okwamanje. Ngenisa imodeli, noma uyiqeqeshe.</translation>
    </message>
    <message>
        <source>Go to Models</source>
        <translation type="unfinished">Iya kumamodeli</translation>
    </message>
    <message>
        <source>Ask both in any language they know</source>
        <translation type="unfinished">Buza womabili nganoma yiluphi ulimi alwaziyo</translation>
    </message>
    <message>
        <source>Ask in any language the model knows</source>
        <translation type="unfinished">Buza nganoma yiluphi ulimi imodeli elwaziyo</translation>
    </message>
    <message>
        <source>The conversation was put away.</source>
        <translation type="unfinished">Ingxoxo ibekwe eceleni.</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation type="unfinished">Yibuyise</translation>
    </message>
    <message>
        <source>Saved to %1.</source>
        <translation type="unfinished">Kugcinwe ku-%1.</translation>
    </message>
    <message>
        <source>Correct the last answer</source>
        <translation type="unfinished">Lungisa impendulo yokugcina</translation>
    </message>
    <message>
        <source>**Chat** asks one model, or two side by side, and shows how sure each was of every token.

- Enter sends, Shift+Enter begins a new line, Esc stops an answer.
- **Edit** asks an earlier question differently and goes on from there; **Again** makes another answer. What was there before stays: the arrows beside &quot;2 of 3&quot; bring it back.
- Point at a token, or step through an answer with Left and Right (Ctrl+T leads there), to see its share and what else the model would have said. Underlined: not the model&apos;s first choice, and under 5 %. With Ctrl the arrows go from one underlined token to the next. Shares are those of the model itself, before sampling.
- Below an answer stands how much of it is in which language, told sentence by sentence.
- **Correct** (Ctrl+Shift+E) opens an answer to be written as it should have been. What you keep is a row of the dataset corrections, with the model, its weights, the settings and the answer as it was; it can be taken back.
- **Sampling** decides how the next token is chosen.
- A base model was never taught to converse: it goes on with what you write.

The model runs on this computer and needs about four bytes of memory for each of its parameters. Five minutes after you leave the page they are given back.</source>
        <translation type="unfinished">**Xoxa** ibuza imodeli eyodwa, noma amabili ahlalelene, futhi ibonisa ukuthi imodeli ibiqiniseka kangakanani ngethokheni ngayinye.

- I-Enter iyathumela, i-Shift+Enter iqala umugqa omusha, i-Esc imisa impendulo.
- **Hlela** ibuza umbuzo wangaphambili ngenye indlela bese iqhubeka lapho; **Futhi** yenza enye impendulo. Obekukhona ngaphambili kuyasala: imicibisholo eseceleni kuka-&quot;2 kwezingu-3&quot; iyakubuyisa.
- Khomba ithokheni, noma uhambe empendulweni ngemicibisholo yangakwesobunxele nangakwesokudla (i-Ctrl+T iholela lapho), ukuze ubone isabelo sayo nokunye imodeli ebingakusho. Okudwetshelwe ngaphansi: okungekona ukukhetha kokuqala kwemodeli, futhi okungaphansi kuka-5 %. Nge-Ctrl imicibisholo isuka kuthokheni edwetshelwe iye kwelandelayo. Izabelo ngezemodeli uqobo, ngaphambi kokusampula.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- Ngezansi kwempendulo kubhalwe ukuthi ingakanani ingxenye yayo engolimi luni, kutholwa umusho ngomusho.
- **Lungisa** (Ctrl+Shift+E) ivula impendulo ukuze ibhalwe ngendlela obekufanele ibe ngayo. Okugcinayo kuba umugqa wesethi yombhalo ethi corrections, nemodeli, izisindo zayo, izilungiselelo nempendulo njengoba ibinjalo; kungahoxiswa.
- **Ukusampula** kunquma ukuthi ithokheni elandelayo ikhethwa kanjani.
- Imodeli eyisisekelo ayizange ifundiswe ukuxoxa: iqhubeka ngalokho okubhalayo.

Imodeli isebenza kule khompyutha futhi idinga cishe amabhayithi amane enkumbulo ngepharamitha ngayinye. Emva kwemizuzu emihlanu usukile ekhasini le nkumbulo iyabuyiselwa.</translation>
    </message>
    <message>
        <source>What you wrote was put away.</source>
        <translation type="unfinished">Okubhalile kubekwe eceleni.</translation>
    </message>
    <message>
        <source>Kept in the dataset %1.</source>
        <translation type="unfinished">Kugcinwe esethini yombhalo %1.</translation>
    </message>
    <message>
        <source>Hold some of it out on the page Text before you train with it.</source>
        <translation type="unfinished">Godla ingxenye yayo ekhasini elithi Umbhalo ngaphambi kokuqeqesha ngayo.</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished">Kuhoxise</translation>
    </message>
    <message>
        <source>Taken back from the dataset %1.</source>
        <translation type="unfinished">Kuhoxisiwe esethini yombhalo %1.</translation>
    </message>
</context>
<context>
    <name>CheckWords</name>
    <message>
        <source>measured %1</source>
        <translation type="unfinished">kukalwe %1</translation>
    </message>
    <message>
        <source>measured %1, at least %2</source>
        <translation type="unfinished">kukalwe %1, okungenani %2</translation>
    </message>
    <message>
        <source>measured %1, at most %2</source>
        <translation type="unfinished">kukalwe %1, okungeqi ku-%2</translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished">Amafayela</translation>
    </message>
    <message>
        <source>Pieces of the sentences</source>
        <translation type="unfinished">Izingcezu zemisho</translation>
    </message>
    <message>
        <source>The model&apos;s figures (logits)</source>
        <translation type="unfinished">Izibalo zemodeli (ama-logit)</translation>
    </message>
    <message>
        <source>Likeliest next piece</source>
        <translation type="unfinished">Ucezu olulandelayo olunamathuba amaningi</translation>
    </message>
    <message>
        <source>End of an answer</source>
        <translation type="unfinished">Ukuphela kwempendulo</translation>
    </message>
    <message>
        <source>Beginning of a text</source>
        <translation type="unfinished">Ukuqala kombhalo</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation type="unfinished">Isifanekiso sengxoxo</translation>
    </message>
    <message>
        <source>Word pieces</source>
        <translation type="unfinished">Izingcezu zamagama</translation>
    </message>
    <message>
        <source>Output layer (head)</source>
        <translation type="unfinished">Isendlalelo sokuphumayo (head)</translation>
    </message>
    <message>
        <source>What llama.cpp reads</source>
        <translation type="unfinished">Okufundwa yi-llama.cpp</translation>
    </message>
    <message>
        <source>files that differ</source>
        <translation type="unfinished">amafayela ahlukile</translation>
    </message>
    <message>
        <source>sentences that are cut otherwise</source>
        <translation type="unfinished">imisho esikwa ngenye indlela</translation>
    </message>
    <message>
        <source>largest difference</source>
        <translation type="unfinished">umehluko omkhulu kunayo yonke</translation>
    </message>
    <message>
        <source>share, where one piece was clearly ahead</source>
        <translation type="unfinished">isabelo, lapho ucezu olulodwa beluhamba phambili ngokusobala</translation>
    </message>
</context>
<context>
    <name>ChoiceRows</name>
    <message>
        <source>log-probability %1</source>
        <translation type="unfinished">i-log yethuba %1</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished">namanye angu-%1</translation>
    </message>
    <message>
        <source>expected</source>
        <translation type="unfinished">elindelekile</translation>
    </message>
    <message>
        <source>%1 chose it</source>
        <translation type="unfinished">%1 ikukhethile</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation type="unfinished">ikhethiwe</translation>
    </message>
    <message>
        <source>a choice</source>
        <translation type="unfinished">okukhethwayo</translation>
    </message>
    <message>
        <source>Choice %1, in tokens</source>
        <translation type="unfinished">Okukhethwayo %1, ngamathokheni</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation type="unfinished">Ufuna ukwenzani?</translation>
    </message>
    <message>
        <source>Search in all actions</source>
        <translation type="unfinished">Sesha kuzo zonke izenzo</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation type="unfinished">Izenzo</translation>
    </message>
</context>
<context>
    <name>CommandPane</name>
    <message>
        <source>This does in a terminal what Start does here.</source>
        <translation type="unfinished">Lokhu kwenza kutheminali okwenziwa yinkinobho Qala lapha.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished">Umyalo</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished">Kopisha</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message>
        <source>All settings are the same.</source>
        <translation type="unfinished">Zonke izilungiselelo ziyafana.</translation>
    </message>
    <message>
        <source>Loss and bits per byte of the chosen runs</source>
        <translation type="unfinished">Ukulahlekelwa (loss) namabhithi ngebhayithi kwemisebenzi ekhethiwe</translation>
    </message>
    <message>
        <source>Only what differs</source>
        <translation type="unfinished">Okwehlukayo kuphela</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation type="unfinished">Okuqhathanisiwe</translation>
    </message>
    <message>
        <source>Bits per byte, %1</source>
        <translation type="unfinished">Amabhithi ngebhayithi, %1</translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished">isinyathelo</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation type="unfinished">Isilungiselelo</translation>
    </message>
    <message>
        <source>The settings of %1 cannot be read: %2</source>
        <translation type="unfinished">Akukwazeki ukufunda izilungiselelo ze-%1: %2</translation>
    </message>
    <message>
        <source>The loss is counted per word piece: between models that cut words differently it says nothing. Bits per byte can be compared.</source>
        <translation type="unfinished">Ukulahlekelwa (loss) kubalwa ngocezu lwegama ngalunye: phakathi kwamamodeli asika amagama ngokwehlukile akusho lutho. Amabhithi ngebhayithi angaqhathaniswa.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Send</source>
        <translation type="unfinished">Thumela</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished">Misa</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation type="unfinished">Umbuzo wakho</translation>
    </message>
    <message>
        <source>Shift+Enter: new line</source>
        <translation type="unfinished">Shift+Enter: umugqa omusha</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished">Esc</translation>
    </message>
</context>
<context>
    <name>CorrectionEditor</name>
    <message>
        <source>With what was said before</source>
        <translation type="unfinished">Nokushiwo ngaphambili</translation>
    </message>
    <message>
        <source>Keep the correction</source>
        <translation type="unfinished">Gcina ukulungisa</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation type="unfinished">Kuyeke</translation>
    </message>
    <message>
        <source>The answer as it should have been</source>
        <translation type="unfinished">Impendulo ngendlela obekufanele ibe ngayo</translation>
    </message>
    <message>
        <source>Ctrl+Enter keeps it</source>
        <translation type="unfinished">I-Ctrl+Enter iyakugcina</translation>
    </message>
    <message>
        <source>A row of the dataset corrections, to train on later</source>
        <translation type="unfinished">Umugqa wesethi yombhalo ethi corrections, wokuqeqesha kamuva</translation>
    </message>
    <message>
        <source>Keeping it …</source>
        <translation type="unfinished">Kuyagcinwa …</translation>
    </message>
    <message>
        <source>The model learns its answers before this one too, and %1 of them nobody corrected. Correct those first, or leave out what was said before.</source>
        <translation type="unfinished">Imodeli ifunda nezimpendulo zayo zangaphambi kwale, futhi ezingu-%1 zazo azikalungiswa muntu. Zilungise kuqala, noma ushiye ngaphandle okushiwo ngaphambili.</translation>
    </message>
</context>
<context>
    <name>CorrectionView</name>
    <message>
        <source>As it should have been</source>
        <translation type="unfinished">Ngendlela obekufanele ibe ngayo</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished">Kuhoxise</translation>
    </message>
    <message>
        <source>Take this correction back</source>
        <translation type="unfinished">Hoxisa lokhu kulungisa</translation>
    </message>
    <message>
        <source>As it should have been: %1</source>
        <translation type="unfinished">Ngendlela obekufanele ibe ngayo: %1</translation>
    </message>
    <message>
        <source>in %1 since %2</source>
        <translation type="unfinished">ku-%1 kusukela ngo-%2</translation>
    </message>
</context>
<context>
    <name>CorrectionWork</name>
    <message>
        <source>The correction cannot be handed on: %1</source>
        <translation type="unfinished">Ukulungisa akudluliseki: %1</translation>
    </message>
    <message>
        <source>Make room for temporary files, then keep it again: what you wrote is still here.</source>
        <translation type="unfinished">Yenza indawo yamafayela esikhashana, bese ukugcina futhi: okubhalile kusekhona.</translation>
    </message>
</context>
<context>
    <name>CurveCard</name>
    <message>
        <source>Table</source>
        <translation type="unfinished">Ithebula</translation>
    </message>
    <message>
        <source>How many pieces?</source>
        <translation type="unfinished">Zingaki izingcezu?</translation>
    </message>
    <message>
        <source>Pieces a word by number of new pieces</source>
        <translation type="unfinished">Izingcezu ngegama ngokwenani lezingcezu ezintsha</translation>
    </message>
    <message>
        <source>new pieces</source>
        <translation type="unfinished">izingcezu ezintsha</translation>
    </message>
    <message>
        <source>pieces a word</source>
        <translation type="unfinished">izingcezu ngegama</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>These pieces save nothing in the sample.</source>
        <translation type="unfinished">Lezi zingcezu azongi lutho kusampula.</translation>
    </message>
    <message>
        <source>The first %1 of %2 pieces bring %3 % of what all bring.</source>
        <translation type="unfinished">Izingcezu zokuqala ezingu-%1 kwezingu-%2 ziletha u-%3 % walokho okulethwa yizo zonke.</translation>
    </message>
</context>
<context>
    <name>CutWords</name>
    <message>
        <source>bytes %1 of the character “%2”, which several pieces share</source>
        <comment>token strip</comment>
        <translation type="unfinished">amabhayithi %1 ohlamvu “%2”, izingcezu eziningana ezabelana ngalo</translation>
    </message>
    <message>
        <source>new piece %1</source>
        <translation type="unfinished">ucezu olusha %1</translation>
    </message>
    <message>
        <source>piece %1</source>
        <translation type="unfinished">ucezu %1</translation>
    </message>
</context>
<context>
    <name>DataPanel</name>
    <message>
        <source>Take it in</source>
        <translation type="unfinished">Yingenise</translation>
    </message>
    <message>
        <source>Add test data</source>
        <translation type="unfinished">Engeza idatha yokuhlola</translation>
    </message>
    <message>
        <source>The files are copied into this project. You can also drop them on this window.</source>
        <translation type="unfinished">Amafayela akopishelwa kule phrojekthi. Ungawadonsela nakuleli windi.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished">Isivivinyo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>A task of your own (YAML), if it is none of these</source>
        <translation type="unfinished">Isivivinyo sakho (YAML), uma kungesona esinye salezi</translation>
    </message>
    <message>
        <source>Task file</source>
        <translation type="unfinished">Ifayela lesivivinyo</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished">Khetha…</translation>
    </message>
    <message>
        <source>Choose a task file</source>
        <translation type="unfinished">Khetha ifayela lesivivinyo</translation>
    </message>
    <message>
        <source>Tasks (%1)</source>
        <translation type="unfinished">Izivivinyo (%1)</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation type="unfinished">Khetha: %1</translation>
    </message>
    <message>
        <source>%1 · data is here</source>
        <translation type="unfinished">%1 · idatha ilapha</translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished">ayaziwa</translation>
    </message>
    <message>
        <source>Licence: %1</source>
        <translation type="unfinished">Ilayisense: %1</translation>
    </message>
    <message>
        <source>From %1 · licence: %2</source>
        <translation type="unfinished">Ivela ku-%1 · ilayisense: %2</translation>
    </message>
    <message>
        <source>File: %1 (%2)</source>
        <translation type="unfinished">Ifayela: %1 (%2)</translation>
    </message>
    <message>
        <source>Task %1</source>
        <translation type="unfinished">Isivivinyo %1</translation>
    </message>
</context>
<context>
    <name>DatasetContents</name>
    <message>
        <source>in the dataset already, letter for letter</source>
        <translation type="unfinished">osekukhona kusethi yombhalo, uhlamvu nohlamvu</translation>
    </message>
    <message>
        <source>without an original</source>
        <translation type="unfinished">okungenawo umbhalo wokuqala</translation>
    </message>
    <message>
        <source>without a translation</source>
        <translation type="unfinished">okungenayo inguqulo</translation>
    </message>
    <message>
        <source>translation equal to the original</source>
        <translation type="unfinished">inguqulo efana nombhalo wokuqala</translation>
    </message>
    <message>
        <source>header of a catalogue</source>
        <translation type="unfinished">isihloko sekhathalogi</translation>
    </message>
    <message>
        <source>invisible mark at the start of a file</source>
        <translation type="unfinished">uphawu olungabonakali ekuqaleni kwefayela</translation>
    </message>
</context>
<context>
    <name>DatasetWords</name>
    <message>
        <source>1 document</source>
        <translation type="unfinished">idokhumenti engu-1</translation>
    </message>
    <message>
        <source>%1 documents</source>
        <translation type="unfinished">amadokhumenti angu-%1</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation type="unfinished">igama elingu-1</translation>
    </message>
    <message>
        <source>%1 words</source>
        <translation type="unfinished">amagama angu-%1</translation>
    </message>
    <message>
        <source>1 source</source>
        <translation type="unfinished">umthombo ongu-1</translation>
    </message>
    <message>
        <source>%1 sources</source>
        <translation type="unfinished">imithombo engu-%1</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation type="unfinished">ifayela elingu-1</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation type="unfinished">amafayela angu-%1</translation>
    </message>
    <message>
        <source>for training</source>
        <translation type="unfinished">okokuqeqesha</translation>
    </message>
    <message>
        <source>held out</source>
        <translation type="unfinished">okugodliwe</translation>
    </message>
    <message>
        <source>not split yet</source>
        <translation type="unfinished">okungakahlukaniswa</translation>
    </message>
</context>
<context>
    <name>DocumentCard</name>
    <message>
        <source>Document</source>
        <translation type="unfinished">Umbhalo</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation type="unfinished">Okuqukethwe umbhalo</translation>
    </message>
    <message>
        <source>Part before</source>
        <translation type="unfinished">Ingxenye yangaphambili</translation>
    </message>
    <message>
        <source>Next part</source>
        <translation type="unfinished">Ingxenye elandelayo</translation>
    </message>
    <message>
        <source>Translation of the document</source>
        <translation type="unfinished">Inguqulo yombhalo</translation>
    </message>
    <message>
        <source>Choose a document to read all of it.</source>
        <translation type="unfinished">Khetha umbhalo ukuze uwufunde wonke.</translation>
    </message>
    <message>
        <source>Document %1</source>
        <translation type="unfinished">Umbhalo %1</translation>
    </message>
    <message>
        <source>Part %1 of %2</source>
        <translation type="unfinished">Ingxenye %1 kwezingu-%2</translation>
    </message>
    <message>
        <source>licence not known</source>
        <translation type="unfinished">ilayisense ayaziwa</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation type="unfinished">iqembu %1</translation>
    </message>
    <message>
        <source>Texts of one group are nearly the same or translate each other: the split keeps them on one side.</source>
        <translation type="unfinished">Imibhalo yeqembu elilodwa icishe ifane noma iyinguqulo yomunye nomunye: ukuhlukanisa kuyigcina ohlangothini olulodwa.</translation>
    </message>
    <message>
        <source>Used as: %1</source>
        <translation type="unfinished">Ukusetshenziswa: %1</translation>
    </message>
    <message>
        <source>The same in %1</source>
        <translation type="unfinished">Okufanayo ngolimi %1</translation>
    </message>
    <message>
        <source>The same in other languages</source>
        <translation type="unfinished">Okufanayo ngezinye izilimi</translation>
    </message>
</context>
<context>
    <name>DocumentList</name>
    <message>
        <source>Text</source>
        <translation type="unfinished">Umbhalo</translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished">Ulimi</translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished">Ukuhlukanisa</translation>
    </message>
</context>
<context>
    <name>DocumentsCard</name>
    <message>
        <source>Language</source>
        <translation type="unfinished">Ulimi</translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished">Ukuhlukanisa</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished">Imibhalo</translation>
    </message>
    <message>
        <source>Search words</source>
        <translation type="unfinished">Sesha amagama</translation>
    </message>
    <message>
        <source>Search in the documents</source>
        <translation type="unfinished">Sesha emibhalweni</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 kwengu-%2</translation>
    </message>
    <message>
        <source>Reading the documents…</source>
        <translation type="unfinished">Kufundwa imibhalo…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">Zama futhi</translation>
    </message>
    <message>
        <source>This dataset holds no document yet.</source>
        <translation type="unfinished">Le sethi yombhalo ayinawo umbhalo okwamanje.</translation>
    </message>
    <message>
        <source>No document has all of this.</source>
        <translation type="unfinished">Awukho umbhalo onakho konke lokhu.</translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation type="unfinished">Sula izihlungi</translation>
    </message>
</context>
<context>
    <name>EngineOffer</name>
    <message>
        <source>Fetching the engine</source>
        <translation type="unfinished">Kulandwa injini</translation>
    </message>
</context>
<context>
    <name>EngineStrip</name>
    <message>
        <source>From a folder…</source>
        <translation type="unfinished">Kufolda…</translation>
    </message>
    <message>
        <source>How much of the engine is here</source>
        <translation type="unfinished">Ingakanani injini esilapha</translation>
    </message>
    <message>
        <source>The engine</source>
        <translation type="unfinished">Injini</translation>
    </message>
    <message>
        <source>The files on a stick: the wheels from PyPI, or the engine&apos;s folder of another computer (~/.local/share/bafo/engine)</source>
        <translation type="unfinished">Amafayela asedrayivini ephathwayo: ama-wheel avela ku-PyPI, noma ifolda yenjini yenye ikhompyutha (~/.local/share/bafo/engine)</translation>
    </message>
    <message>
        <source>Cancel fetching the engine</source>
        <translation type="unfinished">Khansela ukulanda injini</translation>
    </message>
    <message>
        <source>Where the engine&apos;s files are</source>
        <translation type="unfinished">Lapho amafayela enjini ekhona</translation>
    </message>
</context>
<context>
    <name>EntryTable</name>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>Add held-out text</source>
        <translation type="unfinished">Engeza umbhalo ogodliwe</translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">Igama</translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished">Umbhalo</translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished">Ulimi</translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished">Ingxenye</translation>
    </message>
    <message>
        <source>Times</source>
        <translation type="unfinished">Izikhathi</translation>
    </message>
    <message>
        <source>At most</source>
        <translation type="unfinished">Umkhawulo</translation>
    </message>
    <message>
        <source>How many documents are measured; 0: all</source>
        <translation type="unfinished">Mangaki amadokhumenti akalwayo; 0: wonke</translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished">Phezulu</translation>
    </message>
    <message>
        <source>Down</source>
        <translation type="unfinished">Phansi</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>Name of row %1</source>
        <translation type="unfinished">Igama lomugqa %1</translation>
    </message>
    <message>
        <source>Text of row %1</source>
        <translation type="unfinished">Umbhalo womugqa %1</translation>
    </message>
    <message>
        <source>Language of row %1</source>
        <translation type="unfinished">Ulimi lomugqa %1</translation>
    </message>
    <message>
        <source>Part of row %1</source>
        <translation type="unfinished">Ingxenye yomugqa %1</translation>
    </message>
    <message>
        <source>How often row %1 is read</source>
        <translation type="unfinished">Umugqa %1 ufundwa kangaki</translation>
    </message>
    <message>
        <source>Documents of row %1, 0: all</source>
        <translation type="unfinished">Amadokhumenti omugqa %1, 0: wonke</translation>
    </message>
    <message>
        <source>Move row %1 up</source>
        <translation type="unfinished">Yisa umugqa %1 phezulu</translation>
    </message>
    <message>
        <source>Move row %1 down</source>
        <translation type="unfinished">Yisa umugqa %1 phansi</translation>
    </message>
    <message>
        <source>Remove row %1</source>
        <translation type="unfinished">Susa umugqa %1</translation>
    </message>
</context>
<context>
    <name>ErrorWords</name>
    <message>
        <source>This computer cannot train or talk yet: that needs the engine.</source>
        <translation type="unfinished">Le khompyutha ayikakwazi ukuqeqesha noma ukuxoxa: lokho kudinga injini.</translation>
    </message>
    <message>
        <source>The button above the page fetches it.</source>
        <translation type="unfinished">Inkinobho engenhla kwekhasi iyayilanda.</translation>
    </message>
    <message>
        <source>This installation of BafoGPT Workbench came without the engine: it cannot train or talk.</source>
        <translation type="unfinished">Lokhu kufakwa kwe-BafoGPT Workbench kuze ngaphandle kwenjini: ayikwazi ukuqeqesha noma ukuxoxa.</translation>
    </message>
    <message>
        <source>Install the package that has it. What is here can be read meanwhile.</source>
        <translation type="unfinished">Faka iphakheji enayo. Okulapha kungafundwa okwamanje.</translation>
    </message>
    <message>
        <source>There is no project in %1.</source>
        <translation type="unfinished">Ayikho iphrojekthi ku-%1.</translation>
    </message>
    <message>
        <source>Choose the folder that holds a project, or make a new one there.</source>
        <translation type="unfinished">Khetha ifolda enephrojekthi, noma wenze entsha lapho.</translation>
    </message>
    <message>
        <source>There is no model %1 here any more.</source>
        <translation type="unfinished">Imodeli i-%1 ayisekho lapha.</translation>
    </message>
    <message>
        <source>It was removed or moved. The page Models shows those that are here.</source>
        <translation type="unfinished">Isusiwe noma ithuthiwe. Ikhasi elithi Amamodeli libonisa lawo akhona.</translation>
    </message>
    <message>
        <source>There are no word pieces %1 here any more.</source>
        <translation type="unfinished">Izingcezu zamagama i-%1 azisekho lapha.</translation>
    </message>
    <message>
        <source>They were removed or moved. The page Words shows those that are here.</source>
        <translation type="unfinished">Zisusiwe noma zithuthiwe. Ikhasi elithi Amagama libonisa lezo ezikhona.</translation>
    </message>
    <message>
        <source>There is no dataset in %1.</source>
        <translation type="unfinished">Ayikho isethi yombhalo ku-%1.</translation>
    </message>
    <message>
        <source>It may have been removed or moved. The page Text shows those that are here.</source>
        <translation type="unfinished">Kungenzeka isusiwe noma ithuthiwe. Ikhasi elithi Umbhalo libonisa lezo ezikhona.</translation>
    </message>
    <message>
        <source>%1: one document would be %2 long; %3 are allowed.</source>
        <translation type="unfinished">%1: umbhalo owodwa ubuzoba ngu-%2; kuvunyelwe u-%3.</translation>
    </message>
    <message>
        <source>Its text has no breaks where it could be cut. Choose one document a line, or put empty lines between its paragraphs.</source>
        <translation type="unfinished">Umbhalo wayo awunazo izikhala lapho ungasikwa khona. Khetha umbhalo owodwa ngomugqa, noma ufake imigqa engenalutho phakathi kwezigaba zawo.</translation>
    </message>
    <message>
        <source>%1 is no text in UTF-8 (byte %2).</source>
        <translation type="unfinished">I-%1 akuwona umbhalo we-UTF-8 (ibhayithi %2).</translation>
    </message>
    <message>
        <source>Save it as UTF-8 in the program that wrote it, and take it in again.</source>
        <translation type="unfinished">Yigcine njenge-UTF-8 ohlelweni oluyibhalile, bese uyingenisa futhi.</translation>
    </message>
    <message>
        <source>%1 is no text in UTF-8.</source>
        <translation type="unfinished">I-%1 akuwona umbhalo we-UTF-8.</translation>
    </message>
    <message>
        <source>Look whether this computer is connected to the internet, or bring the files on a stick.</source>
        <translation type="unfinished">Bheka ukuthi le khompyutha ixhumekile yini ku-inthanethi, noma ulethe amafayela ngedrayivu ephathwayo.</translation>
    </message>
    <message>
        <source>Make room on the disk, then do it again.</source>
        <translation type="unfinished">Yenza isikhala ediskini, bese ukwenza futhi.</translation>
    </message>
    <message>
        <source>Close other programs, or ask for less at once.</source>
        <translation type="unfinished">Vala ezinye izinhlelo, noma ucele okuncane kanye kanye.</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it, then do it again.</source>
        <translation type="unfinished">Linda kuze kuphele, noma ukumise, bese ukwenza futhi.</translation>
    </message>
    <message>
        <source>before its first step</source>
        <translation type="unfinished">ngaphambi kwesinyathelo sayo sokuqala</translation>
    </message>
    <message>
        <source>after step %1</source>
        <translation type="unfinished">ngemva kwesinyathelo %1</translation>
    </message>
    <message>
        <source>One of the %1 processes (rank %2) was killed %3: by somebody, or by the computer, as when there is no memory left (signal %4).</source>
        <translation type="unfinished">Enye yezinqubo ezingu-%1 (rank %2) ibulewe %3: ngumuntu, noma yikhompyutha, njengalapho inkumbulo iphelile (signal %4).</translation>
    </message>
    <message>
        <source>One of the %1 processes (rank %2) crashed %3 (signal %4).</source>
        <translation type="unfinished">Enye yezinqubo ezingu-%1 (rank %2) iphahlazekile %3 (signal %4).</translation>
    </message>
    <message>
        <source>One of the %1 processes (rank %2) gave no sign of life for %3 s: it was stopped, or its computer hangs. All were ended.</source>
        <translation type="unfinished">Enye yezinqubo ezingu-%1 (rank %2) ayizange izwakale imizuzwana engu-%3: imisiwe, noma ikhompyutha yayo ibambekile. Zonke ziqediwe.</translation>
    </message>
    <message>
        <source>Resume goes on from step %1, where it was saved last.</source>
        <translation type="unfinished">U-Qhubeka uqhubeka ukusuka esinyathelweni %1, lapho kugcinwe khona okokugcina.</translation>
    </message>
    <message>
        <source>Nothing was saved yet: Resume begins anew.</source>
        <translation type="unfinished">Akukho okugciniwe okwamanje: u-Qhubeka uwuqala kabusha.</translation>
    </message>
</context>
<context>
    <name>EvaluationStrip</name>
    <message>
        <source>%1 left</source>
        <translation type="unfinished">kusele %1</translation>
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation type="unfinished">imibuzo engu-%1 kwengu-%2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished">Qhubeka</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished">Misa okwesikhashana</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation type="unfinished">Khipha emugqeni</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Waits after the item at work. The model stays in memory.</source>
        <translation type="unfinished">Ima ngemva kombuzo osetshenzwayo. Imodeli ihlala enkumbulweni.</translation>
    </message>
    <message>
        <source>Ends after the item at work. What was answered stays, and can be gone on with.</source>
        <translation type="unfinished">Iphela ngemva kombuzo osetshenzwayo. Osekuphenduliwe kuhlala kukhona, kungaqhutshekwa nakho.</translation>
    </message>
</context>
<context>
    <name>EventTexts</name>
    <message>
        <source>Waits until %1 has ended.</source>
        <translation type="unfinished">Ilinde ukuthi i-%1 iphele.</translation>
    </message>
    <message>
        <source>The run begins: %1 steps.</source>
        <translation type="unfinished">Umsebenzi uyaqala: izinyathelo ezingu-%1.</translation>
    </message>
    <message>
        <source>Step %1: %2 begins.</source>
        <translation type="unfinished">Isinyathelo %1: kuqala i-%2.</translation>
    </message>
    <message>
        <source>Step %1: saved, %2.</source>
        <translation type="unfinished">Isinyathelo %1: kugciniwe, %2.</translation>
    </message>
    <message>
        <source>Step %1 could not be saved: %2</source>
        <translation type="unfinished">Akukwazekanga ukugcina isinyathelo %1: %2</translation>
    </message>
    <message>
        <source>Step %1: %2 measured, %3 bits per byte.</source>
        <translation type="unfinished">Isinyathelo %1: kukalwe i-%2, amabhithi ngebhayithi angu-%3.</translation>
    </message>
    <message>
        <source>Paused at step %1.</source>
        <translation type="unfinished">Imisiwe okwesikhashana esinyathelweni %1.</translation>
    </message>
    <message>
        <source>Goes on from step %1.</source>
        <translation type="unfinished">Iqhubeka isuka esinyathelweni %1.</translation>
    </message>
    <message>
        <source>Back to step %1: what came after the last save is done again.</source>
        <translation type="unfinished">Kubuyelwe esinyathelweni %1: okulandele ukugcina kwakamuva kwenziwa futhi.</translation>
    </message>
    <message>
        <source>Finished at step %1.</source>
        <translation type="unfinished">Iqedile esinyathelweni %1.</translation>
    </message>
    <message>
        <source>Finished at step %1; it made the model %2.</source>
        <translation type="unfinished">Iqedile esinyathelweni %1; yenze imodeli %2.</translation>
    </message>
    <message>
        <source>Cancelled at step %1.</source>
        <translation type="unfinished">Ikhanseliwe esinyathelweni %1.</translation>
    </message>
    <message>
        <source>Stopped at step %1.</source>
        <translation type="unfinished">Imisiwe esinyathelweni %1.</translation>
    </message>
    <message>
        <source>Step %1: from here on %2 is read again in between.</source>
        <translation type="unfinished">Isinyathelo %1: kusukela lapha i-%2 iphinda ifundwe phakathi.</translation>
    </message>
    <message>
        <source>Step %1: only the new word pieces learn.</source>
        <translation type="unfinished">Isinyathelo %1: kufunda izingcezu zamagama ezintsha kuphela.</translation>
    </message>
    <message>
        <source>Step %1: from here on everything learns.</source>
        <translation type="unfinished">Isinyathelo %1: kusukela lapha kufunda konke.</translation>
    </message>
</context>
<context>
    <name>EventsCard</name>
    <message>
        <source>What happened</source>
        <translation type="unfinished">Okwenzekile</translation>
    </message>
    <message>
        <source>All events</source>
        <translation type="unfinished">Zonke izehlakalo</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) of the log are damaged and left out: %1</source>
        <translation type="unfinished">
            <numerusform>Umugqa ongu-%n welogi wonakele futhi weqiwe: %1</numerusform>
            <numerusform>Imigqa engu-%n yelogi yonakele futhi yeqiwe: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportPanel</name>
    <message>
        <source>Export</source>
        <translation type="unfinished">Khipha</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation type="unfinished">Ifolda entsha</translation>
    </message>
    <message>
        <source>New folder for the exported model</source>
        <translation type="unfinished">Ifolda entsha yemodeli ekhishiwe</translation>
    </message>
    <message>
        <source>Choose where…</source>
        <translation type="unfinished">Khetha indawo…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation type="unfinished">Khipha i-%1</translation>
    </message>
    <message>
        <source>Write the whole path, from / on.</source>
        <translation type="unfinished">Bhala indlela ephelele, kusukela ku-/ kuqhubeke.</translation>
    </message>
    <message>
        <source>That folder is there already. Name one that is not.</source>
        <translation type="unfinished">Leyo folda isikhona. Nika igama lefolda engekho.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished">Ifomethi</translation>
    </message>
    <message>
        <source>Format of the exported model</source>
        <translation type="unfinished">Ifomethi yemodeli ekhishiwe</translation>
    </message>
    <message>
        <source>It takes about %1.</source>
        <translation type="unfinished">Idinga cishe u-%1.</translation>
    </message>
    <message>
        <source>New file</source>
        <translation type="unfinished">Ifayela elisha</translation>
    </message>
    <message>
        <source>New file for the exported model</source>
        <translation type="unfinished">Ifayela elisha lemodeli ekhishiwe</translation>
    </message>
    <message>
        <source>In which folder?</source>
        <translation type="unfinished">Kuyiphi ifolda?</translation>
    </message>
    <message>
        <source>That file is there already. Name one that is not.</source>
        <translation type="unfinished">Lelo fayela selikhona. Nika igama lefayela elingekho.</translation>
    </message>
    <message>
        <source>The name of a GGUF file ends with .gguf.</source>
        <translation type="unfinished">Igama lefayela le-GGUF liphela ngo-.gguf.</translation>
    </message>
</context>
<context>
    <name>FigureWords</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 ku-%2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
</context>
<context>
    <name>FiguresCard</name>
    <message>
        <source>%1 sees %2 pieces at once: about %3 words of %4.</source>
        <translation type="unfinished">I-%1 ibona izingcezu ezingu-%2 ngasikhathi sinye: cishe amagama angu-%3 olimi %4.</translation>
    </message>
    <message>
        <source>%1 sees %2 pieces at once: about %3 words of %4 now, %5 before.</source>
        <translation type="unfinished">I-%1 ibona izingcezu ezingu-%2 ngasikhathi sinye: cishe amagama angu-%3 olimi %4 manje, angu-%5 ngaphambili.</translation>
    </message>
    <message>
        <source>Measured on all held-out documents.</source>
        <translation type="unfinished">Kukalwe kuwo wonke amadokhumenti agodliwe.</translation>
    </message>
    <message>
        <source>Measured on all documents; on held-out ones only in a language that has some.</source>
        <translation type="unfinished">Kukalwe kuwo wonke amadokhumenti; kwagodliwe kuphela uma ulimi lunawo.</translation>
    </message>
    <message>
        <source>Measured on the held-out ones among the first %1 documents of each source, at most %2 of each.</source>
        <translation type="unfinished">Kukalwe kwagodliwe phakathi kwamadokhumenti okuqala angu-%1 omthombo ngamunye, kungeqi ku-%2 emthonjeni ngamunye.</translation>
    </message>
    <message>
        <source>Measured on the first %1 documents of each source, at most %2 of each; on held-out ones only in a language that has some.</source>
        <translation type="unfinished">Kukalwe kumadokhumenti okuqala angu-%1 omthombo ngamunye, kungeqi ku-%2 emthonjeni ngamunye; kwagodliwe kuphela uma ulimi lunawo.</translation>
    </message>
    <message>
        <source>Pieces a word</source>
        <translation type="unfinished">Izingcezu ngegama</translation>
    </message>
    <message>
        <source>Cutting your text into pieces…</source>
        <translation type="unfinished">Kusikwa umbhalo wakho ube yizingcezu…</translation>
    </message>
    <message>
        <source>The project has no text yet to measure on.</source>
        <translation type="unfinished">Iphrojekthi ayinawo umbhalo wokukala okwamanje.</translation>
    </message>
</context>
<context>
    <name>FileWords</name>
    <message>
        <source>a PDF: copy its text into a TXT file</source>
        <translation type="unfinished">i-PDF: kopishela umbhalo wayo efayeleni le-TXT</translation>
    </message>
    <message>
        <source>an office document or archive: save it as plain text (UTF-8)</source>
        <translation type="unfinished">idokhumenti yehhovisi noma ingobo yamafayela: kugcine njengombhalo ongafomethiwe (UTF-8)</translation>
    </message>
    <message>
        <source>text in UTF-16: save it as UTF-8</source>
        <translation type="unfinished">umbhalo we-UTF-16: wugcine njenge-UTF-8</translation>
    </message>
    <message>
        <source>a model, not text: import it on the page Models</source>
        <translation type="unfinished">imodeli, hhayi umbhalo: yingenise ekhasini elithi Amamodeli</translation>
    </message>
    <message>
        <source>a folder: choose the files in it</source>
        <translation type="unfinished">ifolda: khetha amafayela akuyo</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation type="unfinished">alifundeki: %1</translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished">alinalutho</translation>
    </message>
    <message>
        <source>translated messages of a program (gettext)</source>
        <translation type="unfinished">imilayezo ehunyushiwe yohlelo (gettext)</translation>
    </message>
    <message>
        <source>one JSON object a line</source>
        <translation type="unfinished">into eyodwa ye-JSON emugqeni ngamunye</translation>
    </message>
    <message>
        <source>plain text</source>
        <translation type="unfinished">umbhalo ongafomethiwe</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished">idiski igcwele</translation>
    </message>
    <message>
        <source>Make room on the disk, or choose another folder, and try again.</source>
        <translation type="unfinished">Yenza isikhala ediskini, noma khetha enye ifolda, bese uzama futhi.</translation>
    </message>
    <message>
        <source>Look whether the folder is there and yours to write, or choose another one, and try again.</source>
        <translation type="unfinished">Bheka ukuthi ifolda ikhona yini nokuthi uvunyelwe ukubhala kuyo, noma khetha enye, bese uzama futhi.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation type="unfinished">Akukwazeki ukubhala ku-%1: %2</translation>
    </message>
    <message>
        <source>no text in UTF-8: save it as UTF-8 in the program that wrote it</source>
        <translation type="unfinished">akuwona umbhalo we-UTF-8: wugcine njenge-UTF-8 ohlelweni oluwubhalile</translation>
    </message>
    <message>
        <source>conversations (%1)</source>
        <translation type="unfinished">izingxoxo (%1)</translation>
    </message>
    <message>
        <source>JSON without conversations: one object a line is a JSONL file</source>
        <translation type="unfinished">I-JSON engenazingxoxo: into eyodwa emgqeni iyifayela le-JSONL</translation>
    </message>
    <message>
        <source>translated pairs, one a line: original, tab, translation</source>
        <translation type="unfinished">amapheya ahunyushiwe, elilodwa emgqeni: okwangempela, i-tab, inguqulo</translation>
    </message>
</context>
<context>
    <name>FormatWords</name>
    <message>
        <source>Hugging Face folder</source>
        <translation type="unfinished">Ifolda ye-Hugging Face</translation>
    </message>
    <message>
        <source>config.json, weights and word pieces, which transformers and many others read.</source>
        <translation type="unfinished">i-config.json, izisindo nezingcezu zamagama, okufundwa yi-transformers nezinye eziningi.</translation>
    </message>
    <message>
        <source>PEFT folder</source>
        <translation type="unfinished">Ifolda ye-PEFT</translation>
    </message>
    <message>
        <source>The adapter alone, which PEFT loads beside its base. To use it elsewhere as a whole model, merge it first.</source>
        <translation type="unfinished">Isengezo sodwa, esilayishwa yi-PEFT eceleni kwesisekelo saso. Ukuze sisetshenziswe kwenye indawo njengemodeli ephelele, sihlanganise kuqala.</translation>
    </message>
    <message>
        <source>GGUF, 8 bits (Q8_0)</source>
        <translation type="unfinished">I-GGUF, amabhithi angu-8 (Q8_0)</translation>
    </message>
    <message>
        <source>One file for llama.cpp, Ollama and LM Studio: a quarter of the size, hardly any loss.</source>
        <translation type="unfinished">Ifayela elilodwa le-llama.cpp, i-Ollama ne-LM Studio: ikota yobukhulu, cishe akulahleki lutho.</translation>
    </message>
    <message>
        <source>GGUF, 16 bits (F16)</source>
        <translation type="unfinished">I-GGUF, amabhithi angu-16 (F16)</translation>
    </message>
    <message>
        <source>One file for llama.cpp, Ollama and LM Studio: half of the size.</source>
        <translation type="unfinished">Ifayela elilodwa le-llama.cpp, i-Ollama ne-LM Studio: uhhafu wobukhulu.</translation>
    </message>
    <message>
        <source>Hugging Face folder, 4 bits (NF4)</source>
        <translation type="unfinished">Ifolda ye-Hugging Face, amabhithi angu-4 (NF4)</translation>
    </message>
    <message>
        <source>As bitsandbytes packs it, for transformers and as a base for QLoRA: an eighth of the size, with some loss.</source>
        <translation type="unfinished">Njengoba i-bitsandbytes iyipakisha, eye-transformers nanjengesisekelo se-QLoRA: ingxenye yesishiyagalombili yobukhulu, ngokulahlekelwa okuthile.</translation>
    </message>
    <message>
        <source>LitGPT checkpoint</source>
        <translation type="unfinished">Indawo egciniwe ye-LitGPT</translation>
    </message>
    <message>
        <source>lit_model.pth and model_config.yaml, which LitGPT trains on.</source>
        <translation type="unfinished">i-lit_model.pth ne-model_config.yaml, i-LitGPT eqeqesha ngakho.</translation>
    </message>
</context>
<context>
    <name>GrowForm</name>
    <message>
        <source>How many new pieces</source>
        <translation type="unfinished">Zingaki izingcezu ezintsha</translation>
    </message>
    <message>
        <source>New language: pieces are learned from its text</source>
        <translation type="unfinished">Ulimi olusha: izingcezu zifundwa embhalweni walo</translation>
    </message>
    <message>
        <source>Old language: cut as before, sentence by sentence</source>
        <translation type="unfinished">Ulimi oludala: lusikwa njengakuqala, umusho ngomusho</translation>
    </message>
    <message>
        <source>Name of the new pieces</source>
        <translation type="unfinished">Igama lezingcezu ezintsha</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished">Hhayi manje</translation>
    </message>
    <message>
        <source>%1 · %2, %3 words</source>
        <translation type="unfinished">%1 · %2, amagama angu-%3</translation>
    </message>
    <message>
        <source>Text files…</source>
        <translation type="unfinished">Amafayela ombhalo…</translation>
    </message>
    <message>
        <source>Nothing: the old language may change</source>
        <translation type="unfinished">Lutho: ulimi oludala lungashintsha</translation>
    </message>
    <message>
        <source>Text of the old language</source>
        <translation type="unfinished">Umbhalo wolimi oludala</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation type="unfinished">Amafayela ombhalo (*.txt);;Wonke amafayela (*)</translation>
    </message>
    <message>
        <source>Grow by %1 pieces</source>
        <translation type="unfinished">Khulisa ngezingcezu ezingu-%1</translation>
    </message>
    <message>
        <source>The project has no text yet to learn pieces from.</source>
        <translation type="unfinished">Iphrojekthi ayinawo umbhalo wokufunda izingcezu okwamanje.</translation>
    </message>
    <message>
        <source>Only pieces that are joined in pairs (BPE) can grow. Choose another model above.</source>
        <translation type="unfinished">Izingcezu ezihlanganiswa ngambili kuphela (BPE) ezingakhuliswa. Khetha enye imodeli ngenhla.</translation>
    </message>
    <message>
        <source>The new language cannot be the one that stays as it is.</source>
        <translation type="unfinished">Ulimi olusha alukwazi ukuba yilolo oluhlala lunjengoba lunjalo.</translation>
    </message>
    <message>
        <source>A name has letters, digits, “-”, “_” and “.” inside.</source>
        <translation type="unfinished">Igama liba nezinhlamvu, amadijithi, kanye no-“-”, “_” no-“.” ngaphakathi.</translation>
    </message>
    <message>
        <source>There are pieces called %1 already.</source>
        <translation type="unfinished">Izingcezu ezibizwa ngokuthi %1 sezikhona.</translation>
    </message>
    <message>
        <source>Gives new pieces beside the old ones, nothing else changes. A model needs %1 rows for them: %2 grows by %3 to %4.</source>
        <translation type="unfinished">Kunikeza izingcezu ezintsha eceleni kwezindala, akukho okunye okushintshayo. Imodeli idinga imigqa engu-%1 yazo: i-%2 ikhula ngo-%3 ibe ngu-%4.</translation>
    </message>
    <message>
        <source>With nothing protected, the old language may be cut in ways that the model has never seen.</source>
        <translation type="unfinished">Uma kungavikelwe lutho, ulimi oludala lungasikwa ngezindlela imodeli engakaze izibone.</translation>
    </message>
    <message>
        <source>Lines of the files are cut as before; nothing is left to check on.</source>
        <translation type="unfinished">Imigqa yamafayela isikwa njengakuqala; akusele lutho lokuhlola.</translation>
    </message>
</context>
<context>
    <name>GrowPanel</name>
    <message>
        <source>Grow</source>
        <translation type="unfinished">Khulisa</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished">Misa</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation type="unfinished">Igama lemodeli entsha</translation>
    </message>
    <message>
        <source>Train it</source>
        <translation type="unfinished">Yiqeqeshe</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
    <message>
        <source>There is a model called %1 already.</source>
        <translation type="unfinished">Imodeli ebizwa ngokuthi %1 isikhona.</translation>
    </message>
    <message>
        <source>A name has letters, digits, “-”, “_” and “.” inside.</source>
        <translation type="unfinished">Igama linezinhlamvu, izinombolo, “-”, “_” no-“.” phakathi.</translation>
    </message>
    <message>
        <source>Growing %1</source>
        <translation type="unfinished">Kukhuliswa %1</translation>
    </message>
    <message>
        <source>Making %1</source>
        <translation type="unfinished">Kwenziwa %1</translation>
    </message>
    <message>
        <source>Reading the text and joining what stands together most often. It goes on when you leave this page or close the window.</source>
        <translation type="unfinished">Kufundwa umbhalo, kuhlanganiswe okuvame ukuma ndawonye. Kuyaqhubeka noma ushiya leli khasi noma uvala iwindi.</translation>
    </message>
    <message>
        <source>Copying the model with rows for the new pieces. It goes on when you leave this page or close the window.</source>
        <translation type="unfinished">Kukopishwa imodeli nemigqa yezingcezu ezintsha. Kuyaqhubeka noma ushiya leli khasi noma uvala iwindi.</translation>
    </message>
    <message>
        <source>New pieces: %1</source>
        <translation type="unfinished">Izingcezu ezintsha: %1</translation>
    </message>
    <message>
        <source>Give %1 these pieces</source>
        <translation type="unfinished">Nika i-%1 lezi zingcezu</translation>
    </message>
    <message>
        <source>Next: choose a model as the upper one of the two, and grow from it, to give it rows.</source>
        <translation type="unfinished">Okulandelayo: khetha imodeli endaweni engenhla kwezimbili, ukhulise usuka kuyo, ukuze uyinike imigqa.</translation>
    </message>
    <message>
        <source>Next: a copy of %1 with rows for them%2. Its name:</source>
        <translation type="unfinished">Okulandelayo: ikhophi ye-%1 enemigqa yazo%2. Igama layo:</translation>
    </message>
    <message>
        <source>, %1 on the disk</source>
        <translation type="unfinished">, %1 ediskini</translation>
    </message>
    <message>
        <source>Model %1 is ready</source>
        <translation type="unfinished">Imodeli %1 isilungile</translation>
    </message>
    <message>
        <source>%1 is %2 with rows for the pieces of %3. The rows are guesses made from the pieces that they join: training teaches the model to use them.</source>
        <translation type="unfinished">I-%1 iyi-%2 enemigqa yezingcezu ze-%3. Imigqa iyizinqagelo ezenziwe ngezingcezu ezihlanganisiwe: ukuqeqesha kufundisa imodeli ukuyisebenzisa.</translation>
    </message>
    <message>
        <source>The model was not made</source>
        <translation type="unfinished">Imodeli ayenziwanga</translation>
    </message>
    <message>
        <source>No pieces were grown</source>
        <translation type="unfinished">Azikho izingcezu ezikhulisiwe</translation>
    </message>
    <message>
        <source>Nothing has changed.</source>
        <translation type="unfinished">Akukho okushintshile.</translation>
    </message>
</context>
<context>
    <name>GrowWords</name>
    <message>
        <source>%1 pieces. %2 %3 → %4 pieces a word</source>
        <translation type="unfinished">Izingcezu ezingu-%1. %2: izingcezu ezingu-%3 → %4 egameni ngalinye</translation>
    </message>
    <message>
        <source> on held-out text.</source>
        <translation type="unfinished"> embhalweni ogodliwe.</translation>
    </message>
    <message>
        <source> on the text it learned from.</source>
        <translation type="unfinished"> embhalweni efunde kuwo.</translation>
    </message>
    <message>
        <source>protected</source>
        <translation type="unfinished">evikelwe</translation>
    </message>
    <message>
        <source> %1 of %2 %3 sentences that had no say are cut differently.</source>
        <translation type="unfinished"> Imisho engu-%1 kwengu-%2 (%3) engasetshenziswanga ekukhetheni isikwa ngokuhlukile.</translation>
    </message>
    <message>
        <source> %1 of %2 %3 sentences are cut differently.</source>
        <translation type="unfinished"> Imisho engu-%1 kwengu-%2 (%3) isikwa ngokuhlukile.</translation>
    </message>
    <message>
        <source>The text gives only %1 of %2 pieces: the rest would occur less than twice, or would cut the old language differently.</source>
        <translation type="unfinished">Umbhalo unika izingcezu ezingu-%1 kuphela kwezingu-%2: ezinye bezizovela ngaphansi kwezikhathi ezimbili, noma zisike ulimi oludala ngokuhlukile.</translation>
    </message>
    <message>
        <source>No text of the old language was protected: the model may write it worse.</source>
        <translation type="unfinished">Awukho umbhalo wolimi oludala ovikelwe: imodeli ingase ilubhale kabi.</translation>
    </message>
    <message>
        <source>No text of the old language was held out, so nothing says how unseen text is cut.</source>
        <translation type="unfinished">Awukho umbhalo wolimi oludala ogodliwe, ngakho akukho okusho ukuthi umbhalo ongabonwanga usikwa kanjani.</translation>
    </message>
    <message>
        <source>More than %1 % of the old language&apos;s sentences are cut differently: grow by fewer pieces, or protect more text.</source>
        <translation type="unfinished">Imisho engaphezu kuka-%1 % yolimi oludala isikwa ngokuhlukile: khulisa ngezingcezu ezimbalwa, noma uvikele umbhalo owengeziwe.</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Reading the project …</source>
        <translation type="unfinished">Kufundwa iphrojekthi …</translation>
    </message>
    <message>
        <source>Home shows where your project stands: a card for each step, with its state, its key figure and what blocks it. The coloured button is the next thing to do.

**Bits a byte** tell how well a model knows a language: how many bits it needs for a byte of text that it has never seen. Fewer is better, whatever the vocabulary.

The wide card says what lies on this computer and whether you may switch it off.</source>
        <translation type="unfinished">Ekhaya kukhombisa lapho iphrojekthi yakho ime khona: ikhadi lesinyathelo ngasinye, elinesimo saso, inani laso elibalulekile nokusivimbayo. Inkinobho enombala iyinto elandelayo okufanele uyenze.

**Amabhithi ngebhayithi** asho ukuthi imodeli ilwazi kangakanani ulimi: mangaki amabhithi ewadingayo ebhayithini lombhalo engakaze iwubone. Ambalwa angcono, kungakhathaliseki isilulumagama.

Ikhadi elibanzi lisho okukule khompyutha nokuthi ungayicisha yini.</translation>
    </message>
</context>
<context>
    <name>HomeWords</name>
    <message>
        <source>reading …</source>
        <translation type="unfinished">kuyafundwa …</translation>
    </message>
    <message>
        <source>words</source>
        <translation type="unfinished">amagama</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation type="unfinished">okungafundeki</translation>
    </message>
    <message>
        <source>Look at texts</source>
        <translation type="unfinished">Buka imibhalo</translation>
    </message>
    <message>
        <source>not started</source>
        <translation type="unfinished">akukaqalwa</translation>
    </message>
    <message>
        <source>Text in %1, to learn from and to measure on</source>
        <translation type="unfinished">Umbhalo (%1) wokufunda nowokukala</translation>
    </message>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>1 source</source>
        <translation type="unfinished">umthombo ongu-1</translation>
    </message>
    <message>
        <source>%1 sources</source>
        <translation type="unfinished">imithombo engu-%1</translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished">sekulungile</translation>
    </message>
    <message>
        <source>nothing held out</source>
        <translation type="unfinished">akukho okugodliwe</translation>
    </message>
    <message>
        <source>%1 with unclear licence</source>
        <translation type="unfinished">engu-%1 enelayisense engacacile</translation>
    </message>
    <message>
        <source>Review licences</source>
        <translation type="unfinished">Buyekeza amalayisense</translation>
    </message>
    <message>
        <source>split it before you train: nothing is kept back to measure on</source>
        <translation type="unfinished">wuhlukanise ngaphambi kokuqeqesha: akukho okugodlelwe ukukala</translation>
    </message>
    <message>
        <source>no model has them</source>
        <translation type="unfinished">ayikho imodeli enazo</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation type="unfinished">%1 → %2</translation>
    </message>
    <message>
        <source>pieces a word</source>
        <translation type="unfinished">izingcezu egameni</translation>
    </message>
    <message>
        <source>%1 added</source>
        <translation type="unfinished">kungezwe ezingu-%1</translation>
    </message>
    <message>
        <source>pieces added</source>
        <translation type="unfinished">izingcezu ezengeziwe</translation>
    </message>
    <message>
        <source>protected text unchanged</source>
        <translation type="unfinished">umbhalo ovikelwe awushintshile</translation>
    </message>
    <message>
        <source>%1 of %2 protected sentences cut differently</source>
        <translation type="unfinished">imisho evikelwe engu-%1 kwengu-%2 isikwa ngokuhlukile</translation>
    </message>
    <message>
        <source>Look at pieces</source>
        <translation type="unfinished">Buka izingcezu</translation>
    </message>
    <message>
        <source>Give them to a model</source>
        <translation type="unfinished">Zinike imodeli</translation>
    </message>
    <message>
        <source>waits for text</source>
        <translation type="unfinished">kulinde umbhalo</translation>
    </message>
    <message>
        <source>waits for a model</source>
        <translation type="unfinished">kulinde imodeli</translation>
    </message>
    <message>
        <source>Grow the vocabulary</source>
        <translation type="unfinished">Khulisa isilulumagama</translation>
    </message>
    <message>
        <source>With pieces of its own %1 takes less room and time</source>
        <translation type="unfinished">Ngezingcezu zalo, ulimi (%1) luthatha isikhala nesikhathi esincane</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
    <message>
        <source>of %1 steps</source>
        <translation type="unfinished">kwezinyathelo ezingu-%1</translation>
    </message>
    <message>
        <source>%1 needs %2 % fewer bits so far, %3 → %4</source>
        <translation type="unfinished">%1: kudingeka amabhithi angaphansi ngo-%2 % kuze kube manje, %3 → %4</translation>
    </message>
    <message>
        <source>%1 needs %2 % more bits so far, %3 → %4</source>
        <translation type="unfinished">%1: kudingeka amabhithi angaphezulu ngo-%2 % kuze kube manje, %3 → %4</translation>
    </message>
    <message>
        <source>%1 began at %2 bits a byte</source>
        <translation type="unfinished">%1: kuqale ngamabhithi angu-%2 ngebhayithi</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation type="unfinished">Bukela</translation>
    </message>
    <message>
        <source>fewer bits for %1</source>
        <translation type="unfinished">amabhithi ehlile (%1)</translation>
    </message>
    <message>
        <source>more bits for %1</source>
        <translation type="unfinished">amabhithi enyukile (%1)</translation>
    </message>
    <message>
        <source>%1 → %2 bits a byte in %3</source>
        <translation type="unfinished">amabhithi ngebhayithi: %1 → %2 ku-%3</translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished">izinyathelo</translation>
    </message>
    <message>
        <source>in run %1</source>
        <translation type="unfinished">emsebenzini %1</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation type="unfinished">Qeqesha futhi</translation>
    </message>
    <message>
        <source>See why</source>
        <translation type="unfinished">Bona isizathu</translation>
    </message>
    <message>
        <source>A short run shows first whether it learns</source>
        <translation type="unfinished">Umsebenzi omfushane ukhombisa kuqala ukuthi iyafunda yini</translation>
    </message>
    <message>
        <source>Set up training</source>
        <translation type="unfinished">Hlela ukuqeqesha</translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished">umsebenzi</translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished">imisebenzi</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation type="unfinished">akukho okwamanje</translation>
    </message>
    <message>
        <source>Every run stays here, to look at and to compare</source>
        <translation type="unfinished">Yonke imisebenzi ihlala lapha, ukuze uyibuke futhi uyiqhathanise</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation type="unfinished">%1 iyasebenza</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation type="unfinished">akusebenzi lutho</translation>
    </message>
    <message>
        <source>%1 finished</source>
        <translation type="unfinished">%1 iqedile</translation>
    </message>
    <message>
        <source>%1 · %2 ended before</source>
        <translation type="unfinished">%1 · %2 iphele ingakaqedi</translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation type="unfinished">Qhathanisa imisebenzi</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation type="unfinished">Wubuke</translation>
    </message>
    <message>
        <source>model to talk with</source>
        <translation type="unfinished">imodeli yokuxoxa</translation>
    </message>
    <message>
        <source>models to talk with</source>
        <translation type="unfinished">amamodeli okuxoxa</translation>
    </message>
    <message>
        <source>Two models side by side show what the training gave</source>
        <translation type="unfinished">Amamodeli amabili abekwe ndawonye akhombisa okulethwe ukuqeqesha</translation>
    </message>
    <message>
        <source>waits for training</source>
        <translation type="unfinished">kulinde ukuqeqeshwa</translation>
    </message>
    <message>
        <source>Trained last: %1</source>
        <translation type="unfinished">Egcine ukuqeqeshwa: %1</translation>
    </message>
    <message>
        <source>None of them has been trained here</source>
        <translation type="unfinished">Ayikho kuwo eqeqeshwe lapha</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation type="unfinished">Xoxa</translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished">imodeli</translation>
    </message>
    <message>
        <source>models</source>
        <translation type="unfinished">amamodeli</translation>
    </message>
    <message>
        <source>A small open model to begin with: GGUF or a Hugging Face folder</source>
        <translation type="unfinished">Imodeli encane evulekile ongaqala ngayo: i-GGUF noma ifolda ye-Hugging Face</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation type="unfinished">Ngenisa imodeli</translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation type="unfinished">%1 ediskini</translation>
    </message>
    <message>
        <source>Look at models</source>
        <translation type="unfinished">Buka amamodeli</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation type="unfinished">%1 akufundeki</translation>
    </message>
    <message>
        <source>Next: add text in %1, the more the better.</source>
        <translation type="unfinished">Okulandelayo: engeza umbhalo (%1), okuningi kungcono.</translation>
    </message>
    <message>
        <source>Next: import a small open model, which shall learn %1.</source>
        <translation type="unfinished">Okulandelayo: ngenisa imodeli encane evulekile, ezofunda %1.</translation>
    </message>
    <message>
        <source>Next: give the model word pieces of %1, so that it reads and writes it faster.</source>
        <translation type="unfinished">Okulandelayo: nika imodeli izingcezu zamagama (%1), ukuze ilufunde futhi ilubhale ngokushesha lolu limi.</translation>
    </message>
    <message>
        <source>Next: give a model rows for the new word pieces.</source>
        <translation type="unfinished">Okulandelayo: nika imodeli imigqa yezingcezu zamagama ezintsha.</translation>
    </message>
    <message>
        <source>Next: watch the training.</source>
        <translation type="unfinished">Okulandelayo: bukela ukuqeqesha.</translation>
    </message>
    <message>
        <source>The last run did not come to its end. Next: see why.</source>
        <translation type="unfinished">Umsebenzi wokugcina awufikanga ekupheleni. Okulandelayo: bona isizathu.</translation>
    </message>
    <message>
        <source>Next: train, first for a few steps.</source>
        <translation type="unfinished">Okulandelayo: qeqesha, uqale ngezinyathelo ezimbalwa.</translation>
    </message>
    <message>
        <source>Next: talk with %1, and compare it with what it was made from.</source>
        <translation type="unfinished">Okulandelayo: xoxa ne-%1, uyiqhathanise nemodeli eyenziwe kuyo.</translation>
    </message>
    <message>
        <source>weights not here</source>
        <translation type="unfinished">izisindo azikho lapha</translation>
    </message>
    <message>
        <source>Read what was said</source>
        <translation type="unfinished">Funda okukhulunyiwe</translation>
    </message>
    <message>
        <source>%1 known here without their weights</source>
        <translation type="unfinished">%1 aziwa lapha ngaphandle kwezisindo zawo</translation>
    </message>
    <message>
        <source>of %1 items</source>
        <translation type="unfinished">kwemibuzo engu-%1</translation>
    </message>
    <message>
        <source>asked</source>
        <translation type="unfinished">ibuziwe</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation type="unfinished">%1: %2, %3</translation>
    </message>
    <message>
        <source>Look at scores</source>
        <translation type="unfinished">Buka amaphuzu</translation>
    </message>
    <message>
        <source>test at hand</source>
        <translation type="unfinished">isivivinyo esikhona</translation>
    </message>
    <message>
        <source>tests at hand</source>
        <translation type="unfinished">izivivinyo ezikhona</translation>
    </message>
    <message>
        <source>What a model can do, and how far that can be trusted</source>
        <translation type="unfinished">Lokho imodeli engakwenza, nokuthi kungathenjwa kangakanani</translation>
    </message>
    <message>
        <source>waits for test data</source>
        <translation type="unfinished">ilinde idatha yokuhlola</translation>
    </message>
    <message>
        <source>Add test data</source>
        <translation type="unfinished">Engeza idatha yokuhlola</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation type="unfinished">Buza imodeli</translation>
    </message>
    <message>
        <source>Teach to answer</source>
        <translation type="unfinished">Fundisa ukuphendula</translation>
    </message>
    <message>
        <source>Next: teach %1 to answer, from your conversations.</source>
        <translation type="unfinished">Okulandelayo: fundisa %1 ukuphendula, ngezingxoxo zakho.</translation>
    </message>
</context>
<context>
    <name>HowWords</name>
    <message>
        <source>Nobody noted how it was made: it has no lineage.json.</source>
        <translation type="unfinished">Akekho owabhala ukuthi yenziwe kanjani: ayinayo i-lineage.json.</translation>
    </message>
    <message>
        <source>Imported from %1</source>
        <translation type="unfinished">Ingeniswe isuka ku-%1</translation>
    </message>
    <message>
        <source>Made with random weights</source>
        <translation type="unfinished">Yenziwe ngezisindo ezingahleliwe</translation>
    </message>
    <message>
        <source>%1 with rows for new word pieces</source>
        <translation type="unfinished">%1 enemigqa yezingcezu ezintsha zamagama</translation>
    </message>
    <message>
        <source>%1, trained in run %2</source>
        <translation type="unfinished">%1, iqeqeshwe emsebenzini %2</translation>
    </message>
    <message>
        <source>Exported from %1</source>
        <translation type="unfinished">Ikhishwe ku-%1</translation>
    </message>
    <message>
        <source>This folder cannot be read as a model.</source>
        <translation type="unfinished">Le folda ayifundeki njengemodeli.</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation type="unfinished">Ukulungiselelwa</translation>
    </message>
    <message>
        <source>Word pieces</source>
        <translation type="unfinished">Izingcezu zamagama</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished">Izinyathelo</translation>
    </message>
    <message>
        <source>Text read</source>
        <translation type="unfinished">Umbhalo ofundiwe</translation>
    </message>
    <message>
        <source>Pieces read</source>
        <translation type="unfinished">Izingcezu ezifundiwe</translation>
    </message>
    <message>
        <source>New rows from</source>
        <translation type="unfinished">Umthombo wemigqa emisha</translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished">Ifomethi</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished">Imbewu</translation>
    </message>
    <message>
        <source>not here (%1). Put its files back, or make it again from what it was made from.</source>
        <translation type="unfinished">azikho lapha (%1). Buyisa amafayela ayo, noma uyenze kabusha ngalokho eyenziwe ngakho.</translation>
    </message>
    <message>
        <source>not here. Put its files back, or make it again from what it was made from.</source>
        <translation type="unfinished">azikho lapha. Buyisa amafayela ayo, noma uyenze kabusha ngalokho eyenziwe ngakho.</translation>
    </message>
    <message>
        <source>Merged into</source>
        <translation type="unfinished">Kuhlanganiswe ku-</translation>
    </message>
    <message>
        <source>Base</source>
        <translation type="unfinished">Isisekelo</translation>
    </message>
    <message>
        <source>none noted: nobody knows what it belongs to</source>
        <translation type="unfinished">asibhaliwe: akekho owaziyo ukuthi singesani</translation>
    </message>
    <message>
        <source>%1, which is not here: it cannot be used without it</source>
        <translation type="unfinished">%1, engekho lapha: asisebenziseki ngaphandle kwayo</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished">Izinga (rank)</translation>
    </message>
    <message>
        <source>%1, alpha %2%3</source>
        <translation type="unfinished">%1, i-alpha %2%3</translation>
    </message>
    <message>
        <source>, rank-stabilised</source>
        <translation type="unfinished">, okuzinziswe ngezinga</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished">Izendlalelo</translation>
    </message>
    <message>
        <source>also the rows of new ones</source>
        <translation type="unfinished">nemigqa yezintsha</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished">Izisindo</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished">Amapharamitha</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation type="unfinished">Kudiski</translation>
    </message>
    <message>
        <source>%1, and %2 of its base</source>
        <translation type="unfinished">%1, no-%2 wesisekelo saso</translation>
    </message>
    <message>
        <source>An adapter on %1: it is used together with it</source>
        <translation type="unfinished">Isengezo se-%1: sisetshenziswa kanye nayo</translation>
    </message>
    <message>
        <source>Merged from %1</source>
        <translation type="unfinished">Ihlanganiswe ngo-%1</translation>
    </message>
    <message>
        <source>%1, bits a byte</source>
        <translation type="unfinished">%1, amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>On held-out text, at the start and at the end of the run that made it. Fewer is better.</source>
        <translation type="unfinished">Embhalweni ogodliwe, ekuqaleni nasekupheleni komsebenzi owayenza. Amabhithi ambalwa angcono.</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished">Isilulumagama</translation>
    </message>
    <message>
        <source>%1 word pieces</source>
        <translation type="unfinished">izingcezu zamagama ezingu-%1</translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished">Umongo</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished">Ukwakheka</translation>
    </message>
    <message>
        <source>%1, %2 layers of %3</source>
        <translation type="unfinished">%1, izendlalelo ezingu-%2 zobubanzi obungu-%3</translation>
    </message>
    <message>
        <source>none in its folder: it cannot talk</source>
        <translation type="unfinished">azikho efoldeni yayo: ayikwazi ukuxoxa</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation type="unfinished">Umsuka</translation>
    </message>
    <message>
        <source>%1, which is no longer here</source>
        <translation type="unfinished">%1, engasekho lapha</translation>
    </message>
</context>
<context>
    <name>ImportCard</name>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>More files…</source>
        <translation type="unfinished">Amanye amafayela…</translation>
    </message>
    <message>
        <source>Language of the text</source>
        <translation type="unfinished">Ulimi lombhalo</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished">Ilayisense</translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished">ayaziwa</translation>
    </message>
    <message>
        <source>Not known: nobody may publish a model made of this text. You can note it later.</source>
        <translation type="unfinished">Ayaziwa: akekho ongashicilela imodeli eyenziwe ngalo mbhalo. Ungayibhala kamuva.</translation>
    </message>
    <message>
        <source>Where it came from</source>
        <translation type="unfinished">Lapho uvela khona</translation>
    </message>
    <message>
        <source>address or sentence</source>
        <translation type="unfinished">ikheli noma umusho</translation>
    </message>
    <message>
        <source>One document is</source>
        <translation type="unfinished">Idokhumenti eyodwa</translation>
    </message>
    <message>
        <source>a paragraph (an empty line ends it)</source>
        <translation type="unfinished">yisigaba (siphela ngomugqa ongenalutho)</translation>
    </message>
    <message>
        <source>a line</source>
        <translation type="unfinished">ngumugqa</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation type="unfinished">yifayela lonke</translation>
    </message>
    <message>
        <source>Field with the text (JSON)</source>
        <translation type="unfinished">Inkambu enombhalo (JSON)</translation>
    </message>
    <message>
        <source>Field with the language, if there is one</source>
        <translation type="unfinished">Inkambu enolimi, uma ikhona</translation>
    </message>
    <message>
        <source>Language of the originals</source>
        <translation type="unfinished">Ulimi lwemibhalo yoqobo</translation>
    </message>
    <message>
        <source>Leave out what is not translated</source>
        <translation type="unfinished">Shiya okungahunyushiwe</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation type="unfinished">Isethi yombhalo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished">namanye angu-%1</translation>
    </message>
    <message>
        <source>looking at it…</source>
        <translation type="unfinished">kuyabhekwa…</translation>
    </message>
    <message>
        <source>not taken: %1</source>
        <translation type="unfinished">alithathwanga: %1</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation type="unfinished">Shiya %1</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation type="unfinished">Kubhekwa amafayela…</translation>
    </message>
    <message>
        <source>None of the files can be taken.</source>
        <translation type="unfinished">Alikho ifayela elingathathwa.</translation>
    </message>
    <message>
        <source>Another import is running: this one can start when it is done.</source>
        <translation type="unfinished">Okunye ukungenisa kuyasebenza: lokhu kungaqala uma sekuqediwe.</translation>
    </message>
    <message>
        <source>Which language is the text?</source>
        <translation type="unfinished">Umbhalo ungoluphi ulimi?</translation>
    </message>
    <message>
        <source>A language is a name from the list or a tag such as zul.</source>
        <translation type="unfinished">Ulimi luyigama elisohlwini noma ithegi efana no-zul.</translation>
    </message>
    <message>
        <source>Which field holds the text?</source>
        <translation type="unfinished">Iyiphi inkambu ephethe umbhalo?</translation>
    </message>
    <message>
        <source>The dataset needs a name: letters, digits, - _ and dots.</source>
        <translation type="unfinished">Isethi yombhalo idinga igama: izinhlamvu, izinombolo, - _ namachashazi.</translation>
    </message>
    <message>
        <source>Take in %1</source>
        <translation type="unfinished">Ngenisa %1</translation>
    </message>
    <message>
        <source>Added to what is in “%1”.</source>
        <translation type="unfinished">Kwengezwa kokukhona ku-“%1”.</translation>
    </message>
    <message>
        <source>A new dataset.</source>
        <translation type="unfinished">Isethi yombhalo entsha.</translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Import</source>
        <translation type="unfinished">Ngenisa</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation type="unfinished">Ngenisa imodeli</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>File or folder</source>
        <translation type="unfinished">Ifayela noma ifolda</translation>
    </message>
    <message>
        <source>File or folder of the model</source>
        <translation type="unfinished">Ifayela noma ifolda yemodeli</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished">Khetha ifayela…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished">Khetha ifolda…</translation>
    </message>
    <message>
        <source>Name in this project</source>
        <translation type="unfinished">Igama kule phrojekthi</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation type="unfinished">Khetha ifolda yemodeli</translation>
    </message>
    <message>
        <source>A GGUF file of %1, %2 parameters. It will take %3 here.</source>
        <translation type="unfinished">Ifayela le-GGUF elingu-%1, amapharamitha: %2. Lizothatha isikhala esingu-%3 lapha.</translation>
    </message>
    <message>
        <source>A model folder of %1, %2 parameters. It will take %3 here.</source>
        <translation type="unfinished">Ifolda yemodeli engu-%1, amapharamitha: %2. Izothatha isikhala esingu-%3 lapha.</translation>
    </message>
    <message>
        <source>Only %1 are free on this disk.</source>
        <translation type="unfinished">Kusele %1 kuphela kule diski.</translation>
    </message>
    <message>
        <source>There is a model of that name.</source>
        <translation type="unfinished">Imodeli enalelo gama isikhona.</translation>
    </message>
    <message>
        <source>A name holds letters, digits, - _ and . and does not begin with a point.</source>
        <translation type="unfinished">Igama linezinhlamvu, izinombolo, - _ no-. futhi aliqali ngechashazi.</translation>
    </message>
    <message>
        <source>A GGUF file, a Hugging Face folder or an adapter. It is copied: the original stays as it is. You can also drop it on this window.</source>
        <translation type="unfinished">Ifayela le-GGUF, ifolda ye-Hugging Face noma isengezo. Kuyakopishwa: okwangempela kuhlala kunjalo. Ungakudonsela naleli windi.</translation>
    </message>
    <message>
        <source>The model that it was trained on</source>
        <translation type="unfinished">Imodeli esaqeqeshelwa kuyo</translation>
    </message>
    <message>
        <source>Choose a GGUF file or an adapter of LitGPT</source>
        <translation type="unfinished">Khetha ifayela le-GGUF noma isengezo se-LitGPT</translation>
    </message>
    <message>
        <source>Models (*.gguf *.lora)</source>
        <translation type="unfinished">Amamodeli (*.gguf *.lora)</translation>
    </message>
    <message>
        <source>An adapter. Import the model that it was trained on first.</source>
        <translation type="unfinished">Isengezo. Ngenisa kuqala imodeli esaqeqeshelwa kuyo.</translation>
    </message>
    <message>
        <source>An adapter of %1, %2 parameters. It will take %3 here.</source>
        <translation type="unfinished">Isengezo esingu-%1, amapharamitha angu-%2. Sizothatha u-%3 lapha.</translation>
    </message>
</context>
<context>
    <name>ImportWords</name>
    <message>
        <source>%1 is no model folder</source>
        <translation type="unfinished">%1 akuyona ifolda yemodeli</translation>
    </message>
    <message>
        <source>A model folder holds config.json and .safetensors files. Or choose a GGUF file.</source>
        <translation type="unfinished">Ifolda yemodeli iqukethe i-config.json namafayela e-.safetensors. Noma khetha ifayela le-GGUF.</translation>
    </message>
    <message>
        <source>There is nothing at %1</source>
        <translation type="unfinished">Akukho lutho ku-%1</translation>
    </message>
    <message>
        <source>Choose a GGUF file or a model folder.</source>
        <translation type="unfinished">Khetha ifayela le-GGUF noma ifolda yemodeli.</translation>
    </message>
</context>
<context>
    <name>ItemCard</name>
    <message>
        <source>cut off: as long as the task allows</source>
        <translation type="unfinished">inqanyuliwe: ubude obuvunyelwa yisivivinyo</translation>
    </message>
    <message>
        <source>cut off: the context was full</source>
        <translation type="unfinished">inqanyuliwe: umongo ubugcwele</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation type="unfinished">(lutho)</translation>
    </message>
    <message>
        <source>Choices, and how likely the model found each</source>
        <translation type="unfinished">Okukhethwayo, nokuthi imodeli ibone kunethuba elingakanani ngakunye</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished">Impendulo</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished">Okulindelekile</translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished">Umbuzo</translation>
    </message>
    <message>
        <source>The chosen item</source>
        <translation type="unfinished">Umbuzo okhethiwe</translation>
    </message>
    <message>
        <source>What does a speaker of the language say?</source>
        <translation type="unfinished">Uthini umuntu okhuluma lolu limi?</translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation type="unfinished">Umugqa %1</translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished">kulungile</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished">akulungile</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>%1 may know it by heart: it stands in the dataset %2, which it was trained on.</source>
        <translation type="unfinished">%1 kungenzeka ikwazi ngekhanda: kusesethini yedatha %2, eqeqeshwe ngayo.</translation>
    </message>
    <message>
        <source>It did not fit into the context and was cut at its beginning.</source>
        <translation type="unfinished">Awuzange ungene kumongo, wanqunywa ekuqaleni.</translation>
    </message>
    <message>
        <source>Keys 1 to 4 give a verdict and go to the next item; 0 takes it back.</source>
        <translation type="unfinished">Okhiye 1 kuya ku-4 banika isinqumo baye embuzweni olandelayo; u-0 uyasihoxisa.</translation>
    </message>
    <message>
        <source>No item is chosen</source>
        <translation type="unfinished">Awukho umbuzo okhethiwe</translation>
    </message>
</context>
<context>
    <name>ItemList</name>
    <message>
        <source>right</source>
        <translation type="unfinished">kulungile</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished">akulungile</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished">Impendulo</translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished">Enye</translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished">Umugqa</translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished">Umbuzo</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation type="unfinished">Isikhulumi</translation>
    </message>
</context>
<context>
    <name>ItemsView</name>
    <message>
        <source>Items</source>
        <translation type="unfinished">Imibuzo</translation>
    </message>
    <message>
        <source>Back to the scores</source>
        <translation type="unfinished">Buyela emaphuzwini</translation>
    </message>
    <message>
        <source>Search words</source>
        <translation type="unfinished">Sesha amagama</translation>
    </message>
    <message>
        <source>Search in the items</source>
        <translation type="unfinished">Sesha emibuzweni</translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished">Kulungile</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation type="unfinished">Akulungile</translation>
    </message>
    <message>
        <source>Flipped</source>
        <translation type="unfinished">Kushintshile</translation>
    </message>
    <message>
        <source>Known from training</source>
        <translation type="unfinished">Yaziwa ekuqeqeshweni</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation type="unfinished">Akukanqunywa</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 kwezingu-%2</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished">Iyasesha…</translation>
    </message>
    <message>
        <source>%1 judged</source>
        <translation type="unfinished">kunqunywe %1</translation>
    </message>
    <message>
        <source>Reading the items…</source>
        <translation type="unfinished">Ifunda imibuzo…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">Zama futhi</translation>
    </message>
    <message>
        <source>No item has been answered yet.</source>
        <translation type="unfinished">Awukho umbuzo osuphenduliwe okwamanje.</translation>
    </message>
    <message>
        <source>No item is like that.</source>
        <translation type="unfinished">Awukho umbuzo onjalo.</translation>
    </message>
    <message>
        <source>Show all items</source>
        <translation type="unfinished">Bonisa yonke imibuzo</translation>
    </message>
</context>
<context>
    <name>Job</name>
    <message>
        <source>Stopped</source>
        <translation type="unfinished">Imisiwe</translation>
    </message>
    <message>
        <source>%1 ended without a result. %2</source>
        <translation type="unfinished">%1: kuphele ngaphandle komphumela. %2</translation>
    </message>
    <message>
        <source>Try it again in a terminal: %1</source>
        <translation type="unfinished">Kuzame futhi kutheminali: %1</translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>%1 cannot be started: %2 cannot be written.</source>
        <translation type="unfinished">I-%1 ayikwazi ukuqalwa: i-%2 ayikwazi ukubhalwa.</translation>
    </message>
    <message>
        <source>Make room on the disk, or look whether the folder is yours to write, and try again.</source>
        <translation type="unfinished">Yenza isikhala ediskini, noma bheka ukuthi uvunyelwe yini ukubhala kule folda, bese uzama futhi.</translation>
    </message>
</context>
<context>
    <name>JobStrip</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
</context>
<context>
    <name>KindWords</name>
    <message>
        <source>questions with choices</source>
        <translation type="unfinished">imibuzo enokukhethwa</translation>
    </message>
    <message>
        <source>open questions</source>
        <translation type="unfinished">imibuzo evulekile</translation>
    </message>
    <message>
        <source>questions on a text</source>
        <translation type="unfinished">imibuzo ngombhalo</translation>
    </message>
    <message>
        <source>sorting texts</source>
        <translation type="unfinished">ukuhlela imibhalo</translation>
    </message>
    <message>
        <source>translation</source>
        <translation type="unfinished">ukuhumusha</translation>
    </message>
    <message>
        <source>foreseeing text</source>
        <translation type="unfinished">ukubikezela umbhalo</translation>
    </message>
</context>
<context>
    <name>KnobEditor</name>
    <message>
        <source>Yes</source>
        <translation type="unfinished">Yebo</translation>
    </message>
</context>
<context>
    <name>KnobForm</name>
    <message>
        <source>“%1”</source>
        <translation type="unfinished">“%1”</translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished">yebo</translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished">cha</translation>
    </message>
    <message>
        <source>%1 Allowed: %2.</source>
        <translation type="unfinished">%1 Okuvunyelwe: %2.</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation type="unfinished">Buyela ku-%1</translation>
    </message>
    <message>
        <source>%1: back to the default, %2</source>
        <translation type="unfinished">%1: buyela kokuzenzakalelayo, %2</translation>
    </message>
    <message>
        <source>This differs from the default.</source>
        <translation type="unfinished">Lokhu kuhlukile kokuzenzakalelayo.</translation>
    </message>
    <message>
        <source>Fewer settings</source>
        <translation type="unfinished">Izilungiselelo ezimbalwa</translation>
    </message>
    <message>
        <source>More settings (%1)</source>
        <translation type="unfinished">Ezinye izilungiselelo (%1)</translation>
    </message>
</context>
<context>
    <name>Knobs</name>
    <message>
        <source>Kind</source>
        <translation type="unfinished">Uhlobo</translation>
    </message>
    <message>
        <source>What the run does.</source>
        <translation type="unfinished">Okwenziwa umsebenzi.</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation type="unfinished">Igama lomsebenzi</translation>
    </message>
    <message>
        <source>For you: part of the run&apos;s folder and of every list.</source>
        <translation type="unfinished">Elakho: liyingxenye yefolda yomsebenzi neyazo zonke izinhlu.</translation>
    </message>
    <message>
        <source>What is trained</source>
        <translation type="unfinished">Okuqeqeshwayo</translation>
    </message>
    <message>
        <source>full: the whole model; lora: a small adapter beside it; qlora: an adapter beside a model of 4 bits, with least memory.</source>
        <translation type="unfinished">full: imodeli yonke; lora: isengezo esincane eceleni kwayo; qlora: isengezo eceleni kwemodeli yamabhithi angu-4, ngememori encane kakhulu.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished">Imbewu (seed)</translation>
    </message>
    <message>
        <source>Decides every random draw: the same seed gives the same run again.</source>
        <translation type="unfinished">Inquma konke okukhethwa ngenhlanhla: imbewu efanayo inika umsebenzi ofanayo futhi.</translation>
    </message>
    <message>
        <source>Model to start from</source>
        <translation type="unfinished">Imodeli oqala ngayo</translation>
    </message>
    <message>
        <source>One of the project&apos;s models; it is not changed.</source>
        <translation type="unfinished">Enye yamamodeli ephrojekthi; ayishintshwa.</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation type="unfinished">Igama lemodeli entsha</translation>
    </message>
    <message>
        <source>What the run makes. Empty: it makes no model.</source>
        <translation type="unfinished">Okwenziwa umsebenzi. Uma kungenalutho: awenzi modeli.</translation>
    </message>
    <message>
        <source>Other word pieces (tokenizer)</source>
        <translation type="unfinished">Ezinye izingcezu zamagama (i-tokenizer)</translation>
    </message>
    <message>
        <source>In place of the model&apos;s own. Leave it empty as a rule.</source>
        <translation type="unfinished">Esikhundleni sezemodeli. Ngokuvamile kushiye kungenalutho.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation type="unfinished">Imicu yephrosesa (threads)</translation>
    </message>
    <message>
        <source>0 takes all. Fewer leave room for other work.</source>
        <translation type="unfinished">0 uthatha yonke. Embalwa ishiyela omunye umsebenzi indawo.</translation>
    </message>
    <message>
        <source>Context (sequence length)</source>
        <translation type="unfinished">Umongo (ubude bochungechunge)</translation>
    </message>
    <message>
        <source>How many word pieces the model sees at once; longer is slower and takes more memory.</source>
        <translation type="unfinished">Zingaki izingcezu zamagama imodeli ezibona kanyekanye; okude kuyanensa futhi kudla inkumbulo eningi.</translation>
    </message>
    <message>
        <source>Texts per step (batch)</source>
        <translation type="unfinished">Imibhalo ngesinyathelo (batch)</translation>
    </message>
    <message>
        <source>How many pieces of text lie behind one change of the model; more is calmer and slower.</source>
        <translation type="unfinished">Zingaki izingcezu zombhalo ezisekela ushintsho olulodwa lwemodeli; eziningi zizolile kodwa ziyanensa.</translation>
    </message>
    <message>
        <source>Computed at once</source>
        <translation type="unfinished">Okubalwa kanyekanye</translation>
    </message>
    <message>
        <source>More is faster and takes more memory; the result stays the same.</source>
        <translation type="unfinished">Okuningi kuyashesha kodwa kudla inkumbulo eningi; umphumela awushintshi.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished">Izinyathelo</translation>
    </message>
    <message>
        <source>How many times the model is changed. 0 reads the whole text.</source>
        <translation type="unfinished">Kukangaki imodeli ishintshwa. 0 ufunda wonke umbhalo.</translation>
    </message>
    <message>
        <source>Most arithmetic</source>
        <translation type="unfinished">Umkhawulo wezibalo</translation>
    </message>
    <message>
        <source>Stops before the training has cost more. 0: no limit.</source>
        <translation type="unfinished">Kuma ngaphambi kokuba ukuqeqesha kudle ngaphezu kwalokho. 0: awukho umkhawulo.</translation>
    </message>
    <message>
        <source>Most text</source>
        <translation type="unfinished">Umkhawulo wombhalo</translation>
    </message>
    <message>
        <source>Stops before more text was read. 0: no limit.</source>
        <translation type="unfinished">Kuma ngaphambi kokuba kufundwe umbhalo ongaphezu kwalokho. 0: awukho umkhawulo.</translation>
    </message>
    <message>
        <source>Save memory</source>
        <translation type="unfinished">Onga inkumbulo</translation>
    </message>
    <message>
        <source>block computes parts twice: slower, with less memory.</source>
        <translation type="unfinished">block ibala izingxenye kabili: kuyanensa, kodwa kudla inkumbulo encane.</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished">Ukulahla (dropout)</translation>
    </message>
    <message>
        <source>Share of signals that are dropped at random, against learning by heart.</source>
        <translation type="unfinished">Ingxenye yezimpawu ezilahlwa ngenhlanhla, ukuvimbela ukufunda ngekhanda.</translation>
    </message>
    <message>
        <source>Memory for the loss</source>
        <translation type="unfinished">Inkumbulo yokulahlekelwa (loss)</translation>
    </message>
    <message>
        <source>More is a little faster.</source>
        <translation type="unfinished">Uma iningi kushesha kakhudlwana.</translation>
    </message>
    <message>
        <source>Reading order (curriculum)</source>
        <translation type="unfinished">Uhlelo lokufunda (curriculum)</translation>
    </message>
    <message>
        <source>What the model reads, from top to bottom, and how often.</source>
        <translation type="unfinished">Okufundwa yimodeli, kusuka phezulu kuya phansi, nokuthi kangaki.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished">Isivinini sokufunda</translation>
    </message>
    <message>
        <source>How far the model moves in one step, at most. Too high unlearns, too low wastes time.</source>
        <translation type="unfinished">Ibanga elikhulu kunawo wonke imodeli elihamba ngesinyathelo. Uma siphezulu kakhulu iyakhohlwa, uma siphansi kakhulu sichitha isikhathi.</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation type="unfinished">Beta 1</translation>
    </message>
    <message>
        <source>How long the mean of the gradient is remembered.</source>
        <translation type="unfinished">Isilinganiso se-gradient sikhunjulwa isikhathi esingakanani.</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation type="unfinished">Beta 2</translation>
    </message>
    <message>
        <source>How long the square of the gradient is remembered.</source>
        <translation type="unfinished">Isikwele se-gradient sikhunjulwa isikhathi esingakanani.</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation type="unfinished">Epsilon</translation>
    </message>
    <message>
        <source>Keeps a step finite.</source>
        <translation type="unfinished">Igcina isinyathelo sinomkhawulo.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished">Ukuncipha kwezisindo</translation>
    </message>
    <message>
        <source>Pulls weights towards 0.</source>
        <translation type="unfinished">Kudonsela izisindo ku-0.</translation>
    </message>
    <message>
        <source>Longest gradient</source>
        <translation type="unfinished">I-gradient ende kakhulu</translation>
    </message>
    <message>
        <source>A longer one is cut to this length. 0: any length.</source>
        <translation type="unfinished">Ende kunalokhu inqanyulwa ibe yilobu bude. 0: noma yibuphi ubude.</translation>
    </message>
    <message>
        <source>Learning rate of word pieces</source>
        <translation type="unfinished">Isivinini sokufunda sezingcezu zamagama</translation>
    </message>
    <message>
        <source>Beside that of the rest: new word pieces may learn faster.</source>
        <translation type="unfinished">Uma siqhathaniswa nesokunye: izingcezu zamagama ezintsha zingafunda ngokushesha.</translation>
    </message>
    <message>
        <source>After the warm-up</source>
        <translation type="unfinished">Ngemva kokufudumala</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation type="unfinished">Ukufudumala (warm-up)</translation>
    </message>
    <message>
        <source>Steps until the learning rate is at its highest.</source>
        <translation type="unfinished">Izinyathelo kuze kufike isivinini sokufunda phezulu.</translation>
    </message>
    <message>
        <source>Lowest learning rate</source>
        <translation type="unfinished">Isivinini sokufunda esiphansi kakhulu</translation>
    </message>
    <message>
        <source>Where the curve ends.</source>
        <translation type="unfinished">Lapho ijika ligcina khona.</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished">Izinga (rank)</translation>
    </message>
    <message>
        <source>How much the adapter can learn: 8 to 64 as a rule.</source>
        <translation type="unfinished">Ukuthi isengezo singafunda kangakanani: 8 kuya ku-64 ngokuvamile.</translation>
    </message>
    <message>
        <source>Weight of the adapter (alpha)</source>
        <translation type="unfinished">Isisindo sesengezo (alpha)</translation>
    </message>
    <message>
        <source>Twice the rank as a rule.</source>
        <translation type="unfinished">Izinga liphindwe kabili ngokuvamile.</translation>
    </message>
    <message>
        <source>Dropout before the adapter</source>
        <translation type="unfinished">Ukulahla ngaphambi kwesengezo</translation>
    </message>
    <message>
        <source>Share of what goes into it that is dropped at random.</source>
        <translation type="unfinished">Ingxenye yokungenayo elahlwa ngokungahleliwe.</translation>
    </message>
    <message>
        <source>Scale for high ranks (rsLoRA)</source>
        <translation type="unfinished">Isilinganiso samazinga aphezulu (rsLoRA)</translation>
    </message>
    <message>
        <source>Divides alpha by the square root of the rank.</source>
        <translation type="unfinished">Ihlukanisa i-alpha ngempande yezinga.</translation>
    </message>
    <message>
        <source>Layers with an adapter</source>
        <translation type="unfinished">Izendlalelo ezinesengezo</translation>
    </message>
    <message>
        <source>New word pieces too</source>
        <translation type="unfinished">Nezicucu zamagama ezintsha</translation>
    </message>
    <message>
        <source>Also trains the rows of word pieces that the model was given. Only for such a model.</source>
        <translation type="unfinished">Iqeqesha nemigqa yezicucu zamagama imodeli ezinikiwe. Eyemodeli enjalo kuphela.</translation>
    </message>
    <message>
        <source>Measure every</source>
        <translation type="unfinished">Izinyathelo phakathi kokukala</translation>
    </message>
    <message>
        <source>Steps between two measurements on held-out text. 0: at the end only.</source>
        <translation type="unfinished">Izinyathelo phakathi kokukala okubili embhalweni ogodliwe. 0: ekugcineni kuphela.</translation>
    </message>
    <message>
        <source>Measure before the first step</source>
        <translation type="unfinished">Kala ngaphambi kwesinyathelo sokuqala</translation>
    </message>
    <message>
        <source>So that you see what the training changed.</source>
        <translation type="unfinished">Ukuze ubone ukuthi ukuqeqesha kushintshe ini.</translation>
    </message>
    <message>
        <source>Held-out text</source>
        <translation type="unfinished">Umbhalo ogodliwe</translation>
    </message>
    <message>
        <source>What is measured and never trained on: one line a curve.</source>
        <translation type="unfinished">Okukalwa ngakho kodwa kungaqeqeshwa ngakho: umugqa owodwa ngejika ngalinye.</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation type="unfinished">Izinyathelo phakathi kokugcina</translation>
    </message>
    <message>
        <source>Steps between two saved points (checkpoints). 0: at the end only.</source>
        <translation type="unfinished">Izinyathelo phakathi kwezindawo ezigciniwe ezimbili (checkpoints). 0: ekugcineni kuphela.</translation>
    </message>
    <message>
        <source>Saved points to keep</source>
        <translation type="unfinished">Izindawo ezigciniwe ezizosala</translation>
    </message>
    <message>
        <source>Older ones are removed.</source>
        <translation type="unfinished">Ezindala ziyasuswa.</translation>
    </message>
    <message>
        <source>Write samples every</source>
        <translation type="unfinished">Izinyathelo phakathi kwamasampula</translation>
    </message>
    <message>
        <source>Steps between two times that the model completes the openings. 0: never.</source>
        <translation type="unfinished">Izinyathelo phakathi kwezikhathi ezimbili imodeli eqedela ngazo iziqalo. 0: akwenzeki.</translation>
    </message>
    <message>
        <source>Openings</source>
        <translation type="unfinished">Iziqalo</translation>
    </message>
    <message>
        <source>The model completes each of them, one a line: you see what it has learnt.</source>
        <translation type="unfinished">Imodeli iqedela ngasinye sazo, esisodwa emgqeni: ubona ukuthi ifundeni.</translation>
    </message>
    <message>
        <source>Longest completion</source>
        <translation type="unfinished">Ukuqedela okude kakhulu</translation>
    </message>
    <message>
        <source>In word pieces.</source>
        <translation type="unfinished">Ngezingcezu zamagama.</translation>
    </message>
    <message>
        <source>The run</source>
        <translation type="unfinished">Umsebenzi</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation type="unfinished">Ukufunda</translation>
    </message>
    <message>
        <source>Learning rate over time</source>
        <translation type="unfinished">Isivinini sokufunda ngokuhamba kwesikhathi</translation>
    </message>
    <message>
        <source>The adapter</source>
        <translation type="unfinished">Isengezo</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation type="unfinished">Ukukala</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation type="unfinished">Ukugcina</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished">Amasampula</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished">amathokheni</translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished">izinyathelo</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished">amabhayithi</translation>
    </message>
    <message>
        <source>Divided among processes</source>
        <translation type="unfinished">Kwabelana izinqubo</translation>
    </message>
    <message>
        <source>With several processes: zero3 also divides the weights, with less memory and more traffic.</source>
        <translation type="unfinished">Ngezinqubo eziningi: i-zero3 yabela nezisindo, ngenkumbulo encane nokuxhumana okuningi.</translation>
    </message>
    <message>
        <source>Documents in one piece of text</source>
        <translation type="unfinished">Imibhalo esesiqeshini esisodwa</translation>
    </message>
    <message>
        <source>together: each sees the ones before it; apart: none sees another.</source>
        <translation type="unfinished">together: ngamunye ubona engaphambi kwawo; apart: awukho obona omunye.</translation>
    </message>
    <message>
        <source>Add up gradients</source>
        <translation type="unfinished">Ukuhlanganisa amagradient</translation>
    </message>
    <message>
        <source>With several processes: last adds up once a step, with less traffic, but the last digits are no longer those of one process.</source>
        <translation type="unfinished">Uma kunezinqubo eziningi: i-last ihlanganisa kanye ngesinyathelo, kuncipha okuthunyelwayo, kodwa amadijithi okugcina awasafani nawenqubo eyodwa.</translation>
    </message>
    <message>
        <source>Earlier text</source>
        <translation type="unfinished">Umbhalo wangaphambili</translation>
    </message>
    <message>
        <source>Read in between, so that the model does not forget what it knew: English, as a rule.</source>
        <translation type="unfinished">Ufundwa phakathi, ukuze imodeli ingakhohlwa ebikwazi: ngokuvamile isiNgisi.</translation>
    </message>
    <message>
        <source>Its language</source>
        <translation type="unfinished">Ulimi lwawo</translation>
    </message>
    <message>
        <source>Empty: all that is in it.</source>
        <translation type="unfinished">Uma kungenalutho: konke okukuwo.</translation>
    </message>
    <message>
        <source>Its part</source>
        <translation type="unfinished">Ingxenye yawo</translation>
    </message>
    <message>
        <source>The part to train on; empty: all of it.</source>
        <translation type="unfinished">Ingxenye yokuqeqesha; uma kungenalutho: wonke.</translation>
    </message>
    <message>
        <source>Its share</source>
        <translation type="unfinished">Isabelo sawo</translation>
    </message>
    <message>
        <source>Of everything that is read: 0.05 is a little, 0.25 a lot. 0: none.</source>
        <translation type="unfinished">Kukho konke okufundwayo: u-0.05 mncane, u-0.25 mningi. 0: awufundwa.</translation>
    </message>
    <message>
        <source>Form of a conversation</source>
        <translation type="unfinished">Isakhiwo sengxoxo</translation>
    </message>
    <message>
        <source>model: as the model learnt it before. Another one where it has learnt none.</source>
        <translation type="unfinished">model: njengoba imodeli yasifunda ngaphambili. Khetha esinye uma ingakafundi lutho.</translation>
    </message>
    <message>
        <source>What is learnt of it</source>
        <translation type="unfinished">Okufundwayo kuyo</translation>
    </message>
    <message>
        <source>The answers, as a rule; all: the questions too.</source>
        <translation type="unfinished">Izimpendulo ngokuvamile; all: nemibuzo.</translation>
    </message>
    <message>
        <source>Noise (NEFTune)</source>
        <translation type="unfinished">Umsindo (NEFTune)</translation>
    </message>
    <message>
        <source>A little noise on conversations, against learning by heart. 5 is usual, 0: none.</source>
        <translation type="unfinished">Umsindo omncane ezingxoxweni ukuze imodeli ingafundi ngekhanda. Okuvamile ngu-5; 0: awukho.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation type="unfinished">Izingxoxo</translation>
    </message>
    <message>
        <source>Learning rate of new word pieces</source>
        <translation type="unfinished">Isivinini sokufunda sezingcezu zamagama ezintsha</translation>
    </message>
    <message>
        <source>Beside that of the old ones. Only for a model that was given new word pieces.</source>
        <translation type="unfinished">Uma siqhathaniswa nesezindala. Ngesemodeli enikwe izingcezu zamagama ezintsha kuphela.</translation>
    </message>
    <message>
        <source>Learning rate of the norms</source>
        <translation type="unfinished">Isivinini sokufunda sama-norm</translation>
    </message>
    <message>
        <source>Beside that of the rest.</source>
        <translation type="unfinished">Uma siqhathaniswa nesokunye.</translation>
    </message>
    <message>
        <source>How the learning rate goes on: down in a curve, constant, or constant and down at the end (wsd).</source>
        <translation type="unfinished">Indlela isivinini sokufunda esiqhubeka ngayo: sehle ngejika, singashintshi, noma singashintshi bese sehla ekugcineni (wsd).</translation>
    </message>
    <message>
        <source>Share of the way down</source>
        <translation type="unfinished">Isabelo sokwehla</translation>
    </message>
    <message>
        <source>With wsd: in which part of the steps, the last ones, the learning rate falls.</source>
        <translation type="unfinished">Nge-wsd: yingxenye engakanani yezinyathelo, ezokugcina, lapho isivinini sokufunda sehla khona.</translation>
    </message>
    <message>
        <source>New word pieces first</source>
        <translation type="unfinished">Izingcezu zamagama ezintsha kuqala</translation>
    </message>
    <message>
        <source>So many first steps change new word pieces only; then everything learns. 0: everything from the start.</source>
        <translation type="unfinished">Izinyathelo zokuqala ezingaka zishintsha izingcezu zamagama ezintsha kuphela; bese kufunda konke. 0: konke kusukela ekuqaleni.</translation>
    </message>
    <message>
        <source>What stays as it is</source>
        <translation type="unfinished">Okuhlala kunjalo</translation>
    </message>
    <message>
        <source>Names of weights that never change, one a line; * stands for any letters, as in model.layers.0.*</source>
        <translation type="unfinished">Amagama ezisindo ezingashintshi, elilodwa ngomugqa; u-* umele noma yiziphi izinhlamvu, njengaku-model.layers.0.*</translation>
    </message>
    <message>
        <source>Reading again what it knew</source>
        <translation type="unfinished">Ukuphinda kufundwe ebikwazi</translation>
    </message>
    <message>
        <source>What learns when</source>
        <translation type="unfinished">Yini efunda nini</translation>
    </message>
    <message>
        <source>Precision of the arithmetic</source>
        <translation type="unfinished">Ukunemba kokubala</translation>
    </message>
    <message>
        <source>bf16-mixed computes with shorter numbers: faster on a graphics card, seldom on a processor. bf16-products is for QLoRA: only products with the model in 4 bits are shorter.</source>
        <translation type="unfinished">bf16-mixed ibala ngezinombolo ezimfushane: kuyashesha ekhadini lezithombe, kodwa kwiphrosesa akuvamile. bf16-products eye-QLoRA: kufishaniswa kuphela ukuphindaphinda okwenziwa nemodeli engamabhithi ama-4.</translation>
    </message>
    <message>
        <source>More learn more and take more memory.</source>
        <translation type="unfinished">Eziningi zifunda kakhulu, zithathe imemori eningi.</translation>
    </message>
</context>
<context>
    <name>LanguageWords</name>
    <message>
        <source>language not known</source>
        <translation type="unfinished">ulimi olungaziwa</translation>
    </message>
</context>
<context>
    <name>LayersEditor</name>
    <message>
        <source>Adapter beside %1</source>
        <translation type="unfinished">Isengezo eceleni kwa-%1</translation>
    </message>
</context>
<context>
    <name>LiveCard</name>
    <message>
        <source>Step %1</source>
        <translation type="unfinished">Isinyathelo %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished">kusele %1</translation>
    </message>
    <message>
        <source>Run %1, %2, %3</source>
        <translation type="unfinished">Umsebenzi %1, %2, %3</translation>
    </message>
    <message>
        <source>%1 items</source>
        <translation type="unfinished">imibuzo engu-%1</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open a project</source>
        <translation type="unfinished">Vula iphrojekthi</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation type="unfinished">Iya ekhasini: %1</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished">Iphrojekthi entsha…</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation type="unfinished">Vula iphrojekthi…</translation>
    </message>
    <message>
        <source>Close this project</source>
        <translation type="unfinished">Vala le phrojekthi</translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished">Okukhanyayo</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished">Okumnyama</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation type="unfinished">Ulimi: %1</translation>
    </message>
    <message>
        <source>All actions…</source>
        <translation type="unfinished">Zonke izenzo…</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation type="unfinished">Usizo lwaleli khasi</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished">Izinqamuleli zekhibhodi</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished">Phuma</translation>
    </message>
    <message>
        <source>The project&apos;s folder is back.</source>
        <translation type="unfinished">Ifolda yephrojekthi isibuyile.</translation>
    </message>
    <message>
        <source>What you type cannot be kept: %1 cannot be written.</source>
        <translation type="unfinished">Okuthayiphayo akukwazi ukugcinwa: ku-%1 akubhaleki.</translation>
    </message>
    <message>
        <source>Make room on the disk. Nothing is lost while the window stays open.</source>
        <translation type="unfinished">Yenza isikhala ediskini. Akukho okulahlekayo uma iwindi lihlala livuliwe.</translation>
    </message>
    <message>
        <source>Run %1 has ended: %2.</source>
        <translation type="unfinished">Umsebenzi %1 usuphelile: %2.</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation type="unfinished">Wubuke</translation>
    </message>
    <message>
        <source>No page has a use for %1.</source>
        <translation type="unfinished">Alikho ikhasi elingasebenzisa i-%1.</translation>
    </message>
    <message>
        <source>Drop texts (TXT, JSONL, MO), a model folder or a GGUF file.</source>
        <translation type="unfinished">Donsela lapha imibhalo (TXT, JSONL, MO), ifolda yemodeli noma ifayela le-GGUF.</translation>
    </message>
    <message>
        <source>The project&apos;s folder is not there: %1</source>
        <translation type="unfinished">Ifolda yephrojekthi ayikho: %1</translation>
    </message>
    <message>
        <source>If it lies on a stick or another disk, put that in and open it again.</source>
        <translation type="unfinished">Uma isedrayivini ephathwayo noma kwenye idiski, yifake bese uyivula futhi.</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation type="unfinished">Yivule futhi</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation type="unfinished">Ingxenye elandelayo yewindi</translation>
    </message>
    <message>
        <source>Open another project…</source>
        <translation type="unfinished">Vula enye iphrojekthi…</translation>
    </message>
    <message>
        <source>What you type is kept again.</source>
        <translation type="unfinished">Okuthayiphayo kuyagcinwa futhi.</translation>
    </message>
    <message>
        <source>The engine is here: this computer can train and talk now.</source>
        <translation type="unfinished">Injini isilapha: le khompyutha isingaqeqesha futhi ixoxe.</translation>
    </message>
    <message>
        <source>This installation of BafoGPT Workbench came without the engine: it cannot train or talk.</source>
        <translation type="unfinished">Lokhu kufakwa kwe-BafoGPT Workbench kuze ngaphandle kwenjini: ayikwazi ukuqeqesha noma ukuxoxa.</translation>
    </message>
    <message>
        <source>Install the package that has it. What is here can be read meanwhile.</source>
        <translation type="unfinished">Faka iphakheji enayo. Okulapha kungafundwa okwamanje.</translation>
    </message>
    <message>
        <source>The engine is being fetched: until it is here, this computer cannot train or talk.</source>
        <translation type="unfinished">Injini iyalandwa: ize ifike, le khompyutha ayikwazi ukuqeqesha noma ukuxoxa.</translation>
    </message>
    <message>
        <source>Do it again then. What you typed stays.</source>
        <translation type="unfinished">Kwenze futhi ngaleso sikhathi. Okuthayiphile kuyahlala.</translation>
    </message>
    <message>
        <source>New project here…</source>
        <translation type="unfinished">Iphrojekthi entsha lapha…</translation>
    </message>
</context>
<context>
    <name>MaskedCard</name>
    <message>
        <source>cut off</source>
        <translation type="unfinished">kunqunyiwe</translation>
    </message>
    <message>
        <source>learnt</source>
        <translation type="unfinished">kuyafundwa</translation>
    </message>
    <message>
        <source>only read</source>
        <translation type="unfinished">kubukwa kuphela</translation>
    </message>
    <message>
        <source>piece %1: %2</source>
        <translation type="unfinished">ucezu %1: %2</translation>
    </message>
    <message>
        <source>%1 word pieces. It is left out: its first answer begins behind the context.</source>
        <translation type="unfinished">Izingcezu zamagama ezingu-%1. Ishiywa ngaphandle: impendulo yokuqala iqala ngemva komongo.</translation>
    </message>
    <message>
        <source>%1 word pieces, %2 of them learnt</source>
        <translation type="unfinished">izingcezu zamagama ezingu-%1, ezifundwayo zingu-%2</translation>
    </message>
    <message>
        <source>, the last %1 cut off</source>
        <translation type="unfinished">, ezokugcina ezingu-%1 zinqunyiwe</translation>
    </message>
    <message>
        <source>; the first %1 are shown</source>
        <translation type="unfinished">; kuboniswa ezokuqala ezingu-%1</translation>
    </message>
    <message>
        <source>Word pieces of the conversation</source>
        <translation type="unfinished">Izingcezu zamagama zengxoxo</translation>
    </message>
    <message>
        <source>As the trainer sees it</source>
        <translation type="unfinished">Njengoba ibonwa ngumqeqeshi</translation>
    </message>
    <message>
        <source>Cutting the conversation…</source>
        <translation type="unfinished">Kunqunywa ingxoxo…</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation type="unfinished">esemodeli</translation>
    </message>
    <message>
        <source>the answers</source>
        <translation type="unfinished">izimpendulo</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation type="unfinished">konke</translation>
    </message>
    <message>
        <source>Context (sequence length)</source>
        <translation type="unfinished">Umongo (ubude bochungechunge)</translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished">Imodeli</translation>
    </message>
    <message>
        <source>Form of a conversation</source>
        <translation type="unfinished">Isakhiwo sengxoxo</translation>
    </message>
    <message>
        <source>What is learnt of it</source>
        <translation type="unfinished">Okufundwayo kuyo</translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished">Umongo</translation>
    </message>
    <message>
        <source>Underlined: the model learns to say it. Muted: it only reads it. Struck through: cut off.</source>
        <translation type="unfinished">Okudwetshelwe: imodeli ifunda ukukusho. Okufiphele: iyakufunda kuphela. Okudwetshwe phakathi: kunqunyiwe.</translation>
    </message>
    <message>
        <source>As it is written</source>
        <translation type="unfinished">Njengoba ibhaliwe</translation>
    </message>
    <message>
        <source>A model&apos;s word pieces are needed, and there is no model in this project yet.</source>
        <translation type="unfinished">Kudingeka izingcezu zamagama zemodeli, kanti ayikho imodeli kule phrojekthi okwamanje.</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation type="unfinished">Thola imodeli</translation>
    </message>
    <message>
        <source>Choose a conversation: here stands what the trainer makes of it.</source>
        <translation type="unfinished">Khetha ingxoxo: lapha kuvela lokho umqeqeshi akwenza ngayo.</translation>
    </message>
    <message>
        <source>%1 has learnt no form of conversations, or one that is not known here.</source>
        <translation type="unfinished">%1 ayifundanga isakhiwo sezingxoxo, noma yafunda esingaziwa lapha.</translation>
    </message>
    <message>
        <source>Choose one above; the training needs one too. Any vocabulary can write alpaca and plain.</source>
        <translation type="unfinished">Khetha esinye ngenhla; ukuqeqesha kuyasidinga nakho. Noma yiluphi uhlu lwezingcezu lungabhala i-alpaca ne-plain.</translation>
    </message>
    <message>
        <source>Use alpaca</source>
        <translation type="unfinished">Sebenzisa i-alpaca</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">Zama futhi</translation>
    </message>
</context>
<context>
    <name>MaskedExamples</name>
    <message>
        <source>The conversation is no longer there.</source>
        <translation type="unfinished">Ingxoxo ayisekho.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation type="unfinished">Khetha enye.</translation>
    </message>
</context>
<context>
    <name>MemoryBar</name>
    <message>
        <source>Other programs</source>
        <translation type="unfinished">Ezinye izinhlelo</translation>
    </message>
</context>
<context>
    <name>MemoryWords</name>
    <message>
        <source>compute %1 at once</source>
        <translation type="unfinished">bala okungu-%1 kanyekanye</translation>
    </message>
    <message>
        <source>logits in %1 MiB</source>
        <translation type="unfinished">ama-logit ku-%1 MiB</translation>
    </message>
    <message>
        <source>compute blocks again</source>
        <translation type="unfinished">phinda ubale izingxenye</translation>
    </message>
    <message>
        <source>divide the weights too</source>
        <translation type="unfinished">yabela nezisindo</translation>
    </message>
    <message>
        <source>use one process</source>
        <translation type="unfinished">sebenzisa inqubo eyodwa</translation>
    </message>
    <message>
        <source>use %1 processes</source>
        <translation type="unfinished">sebenzisa izinqubo ezingu-%1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished">Imodeli</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation type="unfinished">Ukufunda</translation>
    </message>
    <message>
        <source>Text at work</source>
        <translation type="unfinished">Umbhalo osetshenzwayo</translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished">Uhlelo</translation>
    </message>
    <message>
        <source>Rest</source>
        <translation type="unfinished">Okunye</translation>
    </message>
    <message>
        <source>Word pieces (logits)</source>
        <translation type="unfinished">Izingcezu (logits)</translation>
    </message>
</context>
<context>
    <name>MergePanel</name>
    <message>
        <source>Distance from the adapter (KL)</source>
        <translation type="unfinished">Ibanga ukusuka esengezweni (KL)</translation>
    </message>
    <message>
        <source>Same likeliest piece</source>
        <translation type="unfinished">Ucezu olufanayo olunamathuba amaningi</translation>
    </message>
    <message>
        <source>Bits a byte</source>
        <translation type="unfinished">Amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation type="unfinished">Kudiski</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
    <message>
        <source>A merged model is whole: every program reads it. Before anything is written, the ways are compared on text that was held out: how far is each from the adapter on the very base that it was trained on? Less is better.</source>
        <translation type="unfinished">Imodeli ehlanganisiwe iphelele: zonke izinhlelo ziyayifunda. Ngaphambi kokuba kubhalwe noma yini, izindlela ziqhathaniswa ngombhalo ogodliwe: ingakanani ibanga leyo naleyo kusukela esengezweni esisekelweni esaqeqeshelwa kuso? Okuncane kungcono.</translation>
    </message>
    <message>
        <source>Compare the ways</source>
        <translation type="unfinished">Qhathanisa izindlela</translation>
    </message>
    <message>
        <source>Go to Text</source>
        <translation type="unfinished">Iya kuMbhalo</translation>
    </message>
    <message>
        <source>There is no text in this project to compare them on.</source>
        <translation type="unfinished">Awukho umbhalo kule phrojekthi wokuziqhathanisa.</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished">Hlanganisa</translation>
    </message>
    <message>
        <source>Name of the merged model</source>
        <translation type="unfinished">Igama lemodeli ehlanganisiwe</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Held-out text of</source>
        <translation type="unfinished">Umbhalo ogodliwe we-</translation>
    </message>
    <message>
        <source>Dataset whose held-out text is read</source>
        <translation type="unfinished">Isethi yombhalo ogodliwe wayo ofundwayo</translation>
    </message>
    <message>
        <source>Merge %1 into %2</source>
        <translation type="unfinished">Hlanganisa i-%1 ku-%2</translation>
    </message>
    <message>
        <source>Compared on %1 pieces of text. Recommended: %2.</source>
        <translation type="unfinished">Kuqhathaniswe ngezingcezu zombhalo ezingu-%1. Okutuswayo: %2.</translation>
    </message>
    <message>
        <source>For this way nothing is written: talk with the adapter as it is, or choose another way.</source>
        <translation type="unfinished">Ngale ndlela akubhalwa lutho: xoxa nesengezo njengoba sinjalo, noma ukhethe enye indlela.</translation>
    </message>
    <message>
        <source>There is a model of that name already.</source>
        <translation type="unfinished">Isikhona imodeli enalelo gama.</translation>
    </message>
    <message>
        <source>Not compared yet: it would be merged into what it was trained beside.</source>
        <translation type="unfinished">Akukaqhathaniswa: izohlanganiswa nalokho ebiqeqeshwa eceleni kwakho.</translation>
    </message>
    <message>
        <source>A name holds letters, digits, - _ and . and does not begin with a point.</source>
        <translation type="unfinished">Igama linezinhlamvu, izinombolo, - _ no-. futhi aliqali ngechashazi.</translation>
    </message>
</context>
<context>
    <name>MergeWork</name>
    <message>
        <source>Comparing the ways to merge %1</source>
        <translation type="unfinished">Ukuqhathanisa izindlela zokuhlanganisa i-%1</translation>
    </message>
    <message>
        <source>Comparing, %1 so far. It reads the text once for each way.</source>
        <translation type="unfinished">Kuyaqhathaniswa, u-%1 kuze kube manje. Umbhalo ufundwa kanye ngendlela ngayinye.</translation>
    </message>
    <message>
        <source>Reading the held-out text …</source>
        <translation type="unfinished">Kufundwa umbhalo ogodliwe …</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Copy report</source>
        <translation type="unfinished">Kopisha umbiko</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished">Vala lo mlayezo</translation>
    </message>
    <message>
        <source>Older messages: %1</source>
        <translation type="unfinished">Imiyalezo emidala: %1</translation>
    </message>
    <message>
        <source>Show the next of %1 other messages</source>
        <translation type="unfinished">Bonisa olandelayo emiyalezweni emi-%1 eminye</translation>
    </message>
</context>
<context>
    <name>MethodEditor</name>
    <message>
        <source>The whole model</source>
        <translation type="unfinished">Imodeli yonke</translation>
    </message>
    <message>
        <source>An adapter (LoRA)</source>
        <translation type="unfinished">Isengezo (LoRA)</translation>
    </message>
    <message>
        <source>An adapter on 4 bits (QLoRA)</source>
        <translation type="unfinished">Isengezo kumabhithi angu-4 (QLoRA)</translation>
    </message>
    <message>
        <source>Learns most and may forget most. Holds the model four times.</source>
        <translation type="unfinished">Ifunda kakhulu, ingakhohlwa kakhulu. Igcina imodeli kane.</translation>
    </message>
    <message>
        <source>Learns less and forgets less. The model stays as it is; what is learnt is a small file beside it.</source>
        <translation type="unfinished">Ifunda kancane, ikhohlwe kancane. Imodeli ihlala injalo; okufundwayo kuyifayela elincane eceleni kwayo.</translation>
    </message>
    <message>
        <source>memory not known yet</source>
        <translation type="unfinished">imemori ayikaziwa</translation>
    </message>
    <message>
        <source>about %1, fits</source>
        <translation type="unfinished">cishe %1, kuyangena</translation>
    </message>
    <message>
        <source>about %1, does not fit</source>
        <translation type="unfinished">cishe %1, akungeni</translation>
    </message>
    <message>
        <source>As LoRA beside the model in 4 bits: least memory for a large one, slower, a little less exact.</source>
        <translation type="unfinished">Njenge-LoRA eceleni kwemodeli yamabhithi angu-4: imemori encane kakhulu uma inkulu, iyaphuza, ayinembi kancane.</translation>
    </message>
</context>
<context>
    <name>MetricWords</name>
    <message>
        <source>Bits per byte</source>
        <translation type="unfinished">Amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation type="unfinished">Ukulahlekelwa kokuqeqesha (loss)</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished">Isivinini sokufunda</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation type="unfinished">I-norm ye-gradient</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation type="unfinished">Amathokheni ngomzuzwana</translation>
    </message>
    <message>
        <source>Time of a step, ms</source>
        <translation type="unfinished">Isikhathi sesinyathelo, ms</translation>
    </message>
    <message>
        <source>Reading text, ms</source>
        <translation type="unfinished">Ukufunda umbhalo, ms</translation>
    </message>
    <message>
        <source>Forward, ms</source>
        <translation type="unfinished">Ukuya phambili, ms</translation>
    </message>
    <message>
        <source>Backward, ms</source>
        <translation type="unfinished">Ukubuyela emuva, ms</translation>
    </message>
    <message>
        <source>Optimizer, ms</source>
        <translation type="unfinished">I-optimizer, ms</translation>
    </message>
    <message>
        <source>Other work, ms</source>
        <translation type="unfinished">Okunye, ms</translation>
    </message>
    <message>
        <source>Memory, MB</source>
        <translation type="unfinished">Inkumbulo, MB</translation>
    </message>
    <message>
        <source>Most memory so far, MB</source>
        <translation type="unfinished">Inkumbulo enkulu kuze kube manje, MB</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>Made with</source>
        <translation type="unfinished">Yenziwe ngalokhu</translation>
    </message>
    <message>
        <source>Look at the run</source>
        <translation type="unfinished">Buka umsebenzi</translation>
    </message>
    <message>
        <source>Show whole</source>
        <translation type="unfinished">Bonisa konke</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation type="unfinished">Qinisekisa</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>Talk with it</source>
        <translation type="unfinished">Xoxa nayo</translation>
    </message>
    <message>
        <source>Train it</source>
        <translation type="unfinished">Yiqeqeshe</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished">Khipha…</translation>
    </message>
    <message>
        <source>Weight hash</source>
        <translation type="unfinished">I-hash yezisindo</translation>
    </message>
    <message>
        <source>Copy the whole weight hash</source>
        <translation type="unfinished">Kopisha yonke i-hash yezisindo</translation>
    </message>
    <message>
        <source>Reads every file and compares it with the hashes that were noted when it was written</source>
        <translation type="unfinished">Kufundwa wonke amafayela aqhathaniswe nama-hash aqoshwa ngesikhathi ebhalwa</translation>
    </message>
    <message>
        <source>Show short</source>
        <translation type="unfinished">Bonisa kafushane</translation>
    </message>
    <message>
        <source>Its lineage leads back to itself: files of several models were mixed up.</source>
        <translation type="unfinished">Umlibo wayo ubuyela kuyo uqobo: kuxutshwe amafayela amamodeli amaningana.</translation>
    </message>
    <message>
        <source>verifying, %1 %</source>
        <translation type="unfinished">kuyaqinisekiswa, %1 %</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation type="unfinished">akuqinisekisiwe</translation>
    </message>
    <message>
        <source>verified</source>
        <translation type="unfinished">kuqinisekisiwe</translation>
    </message>
    <message>
        <source>All files are as they were written: %1.</source>
        <translation type="unfinished">Wonke amafayela asenjengoba abhalwa: %1.</translation>
    </message>
    <message>
        <source>differs</source>
        <translation type="unfinished">kwehlukile</translation>
    </message>
    <message>
        <source>It cannot be deleted now: run %1 needs it.</source>
        <translation type="unfinished">Ayinakususwa manje: idingwa ngumsebenzi %1.</translation>
    </message>
    <message>
        <source>It is kept for what was made from it: %1.</source>
        <translation type="unfinished">Igcinwa ngenxa yalokho okwenziwe ngayo: %1.</translation>
    </message>
    <message>
        <source>The folder is gone for good then.</source>
        <translation type="unfinished">Ngemva kwalokho ifolda ayisoze yabuya.</translation>
    </message>
    <message>
        <source>Frees %1. It is gone for good then.</source>
        <translation type="unfinished">Kukhululeka %1. Ngemva kwalokho ayisoze yabuya.</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation type="unfinished">Hlanganisa…</translation>
    </message>
    <message>
        <source>For other programs: Hugging Face, llama.cpp, LitGPT</source>
        <translation type="unfinished">Okwezinye izinhlelo: i-Hugging Face, i-llama.cpp, i-LitGPT</translation>
    </message>
    <message>
        <source>Puts it into its base: a whole model, which every program reads</source>
        <translation type="unfinished">Isifaka esisekelweni saso: imodeli ephelele, efundwa yizo zonke izinhlelo</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished">Isitifiketi</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation type="unfinished">Sifunde</translation>
    </message>
    <message>
        <source>Read the certificate</source>
        <translation type="unfinished">Funda isitifiketi</translation>
    </message>
    <message>
        <source>of other weights</source>
        <translation type="unfinished">sezinye izisindo</translation>
    </message>
    <message>
        <source>green</source>
        <translation type="unfinished">luhlaza</translation>
    </message>
    <message>
        <source>red</source>
        <translation type="unfinished">bomvu</translation>
    </message>
    <message>
        <source>It answers as what it was made from: %1 checks.</source>
        <translation type="unfinished">Iphendula njengalokho eyenziwe ngakho: ukuhlola okungu-%1.</translation>
    </message>
</context>
<context>
    <name>ModelTree</name>
    <message>
        <source>origin unknown</source>
        <translation type="unfinished">umsuka awaziwa</translation>
    </message>
    <message>
        <source>base</source>
        <translation type="unfinished">isisekelo</translation>
    </message>
    <message>
        <source>random weights</source>
        <translation type="unfinished">izisindo ezingahleliwe</translation>
    </message>
    <message>
        <source>grown</source>
        <translation type="unfinished">okukhulisiwe</translation>
    </message>
    <message>
        <source>pretrained</source>
        <translation type="unfinished">okuqeqeshiwe</translation>
    </message>
    <message>
        <source>exported</source>
        <translation type="unfinished">okukhishiwe</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation type="unfinished">okungafundeki</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation type="unfinished">%1 B</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation type="unfinished">%1 M</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation type="unfinished">%1 → %2</translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished">Imodeli</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation type="unfinished">Indlela eyenziwe ngayo</translation>
    </message>
    <message>
        <source>%1, bits a byte</source>
        <translation type="unfinished">%1, amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished">Amapharamitha</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished">Isilulumagama</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation type="unfinished">Kudiski</translation>
    </message>
    <message>
        <source>How many bits the model needs for a byte of held-out text: at the start of the run that made it → at its end. Fewer is better.</source>
        <translation type="unfinished">Inani lamabhithi elidingwa yimodeli ngebhayithi yombhalo ogodliwe: ekuqaleni komsebenzi owayenza → ekupheleni kwawo. Amabhithi ambalwa angcono.</translation>
    </message>
    <message>
        <source>Family tree of the models</source>
        <translation type="unfinished">Umlibo wamamodeli</translation>
    </message>
    <message>
        <source>%1, in a circle</source>
        <translation type="unfinished">%1, kuyindilinga</translation>
    </message>
    <message>
        <source>%1, origin gone</source>
        <translation type="unfinished">%1, umsuka awusekho</translation>
    </message>
    <message>
        <source>differs from what was written</source>
        <translation type="unfinished">kwehlukile kulokho okwabhalwa</translation>
    </message>
    <message>
        <source>weights not here</source>
        <translation type="unfinished">izisindo azikho lapha</translation>
    </message>
    <message>
        <source>adapter</source>
        <translation type="unfinished">isengezo</translation>
    </message>
    <message>
        <source>merged</source>
        <translation type="unfinished">ehlanganisiwe</translation>
    </message>
    <message>
        <source>%1, certificate red</source>
        <translation type="unfinished">%1, isitifiketi sibomvu</translation>
    </message>
</context>
<context>
    <name>ModelWork</name>
    <message>
        <source>Importing %1</source>
        <translation type="unfinished">Ukungenisa %1</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation type="unfinished">Ukukhipha %1</translation>
    </message>
    <message>
        <source>Verifying %1</source>
        <translation type="unfinished">Ukuqinisekisa %1</translation>
    </message>
    <message>
        <source>%1 is still under way.</source>
        <translation type="unfinished">%1 kusaqhubeka.</translation>
    </message>
    <message>
        <source>Wait for it, or cancel it first.</source>
        <translation type="unfinished">Linda kuphele, noma ukukhansele kuqala.</translation>
    </message>
    <message>
        <source>%1 is deleted. %2 are free again.</source>
        <translation type="unfinished">%1 isusiwe. Sekukhululeke %2.</translation>
    </message>
    <message>
        <source>%1 is here.</source>
        <translation type="unfinished">%1 isilapha.</translation>
    </message>
    <message>
        <source>%1 is written to %2</source>
        <translation type="unfinished">%1 ibhalwe ku-%2</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation type="unfinished">Vula ifolda</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation type="unfinished">%1 …</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation type="unfinished">%1: %2 ku-%3</translation>
    </message>
    <message>
        <source> · about %1 left</source>
        <translation type="unfinished"> · kusele cishe %1</translation>
    </message>
    <message>
        <source>%1 did not work: %2</source>
        <translation type="unfinished">%1 akuphumelelanga: %2</translation>
    </message>
    <message>
        <source>Merging %1</source>
        <translation type="unfinished">Ukuhlanganisa %1</translation>
    </message>
    <message>
        <source>%1 is here, and its certificate is green.</source>
        <translation type="unfinished">%1 isilapha, futhi isitifiketi sayo siluhlaza.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Import a model…</source>
        <translation type="unfinished">Ngenisa imodeli…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished">Amamodeli</translation>
    </message>
    <message>
        <source>Talk with this model</source>
        <translation type="unfinished">Xoxa nale modeli</translation>
    </message>
    <message>
        <source>Train this model</source>
        <translation type="unfinished">Qeqesha le modeli</translation>
    </message>
    <message>
        <source>Verify this model</source>
        <translation type="unfinished">Qinisekisa le modeli</translation>
    </message>
    <message>
        <source>Export this model…</source>
        <translation type="unfinished">Khipha le modeli…</translation>
    </message>
    <message>
        <source>Reading the models …</source>
        <translation type="unfinished">Kufundwa amamodeli …</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished">Funda futhi</translation>
    </message>
    <message>
        <source>%1 free on this disk</source>
        <translation type="unfinished">%1 okukhululekile kule diski</translation>
    </message>
    <message>
        <source>%1 in this project · %2</source>
        <translation type="unfinished">%1 kule phrojekthi · %2</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation type="unfinished">Ngenisa imodeli</translation>
    </message>
    <message>
        <source>No models yet. Take in a GGUF file or a Hugging Face folder: everything else is made from it.</source>
        <translation type="unfinished">Awekho amamodeli okwamanje. Ngenisa ifayela le-GGUF noma ifolda ye-Hugging Face: konke okunye kwenziwa ngakho.</translation>
    </message>
    <message>
        <source>The chosen model</source>
        <translation type="unfinished">Imodeli ekhethiwe</translation>
    </message>
    <message>
        <source>Export a model</source>
        <translation type="unfinished">Khipha imodeli</translation>
    </message>
    <message>
        <source>Merge an adapter</source>
        <translation type="unfinished">Hlanganisa isengezo</translation>
    </message>
    <message>
        <source>Certificate of the model</source>
        <translation type="unfinished">Isitifiketi semodeli</translation>
    </message>
    <message>
        <source>Merge this adapter…</source>
        <translation type="unfinished">Hlanganisa lesi sengezo…</translation>
    </message>
    <message>
        <source>Read the certificate</source>
        <translation type="unfinished">Funda isitifiketi</translation>
    </message>
    <message>
        <source>Every model of the project under the one that it was made from: **base** (imported), **grown** (rows for new word pieces), **pretrained** (the end of a run), **adapter** (what a run learnt beside its base), **merged** (both in one).

**Merge** first compares the ways on held-out text, then writes one of them and checks it: the **certificate** says whether the model still says what it was made from, with every figure and its limit.

**Verify** reads all files of a model and compares them with the hashes that were noted when it was written. **Export** writes a folder or a file that other programs read. A model that others were made from, or that a run needs, is kept.

Drop a GGUF file or a model folder on the window to take it in.</source>
        <translation type="unfinished">Yonke imodeli yephrojekthi ingaphansi kwaleyo eyenziwe ngayo: **isisekelo** (ingenisiwe), **okukhulisiwe** (imigqa yezingcezu ezintsha zamagama), **okuqeqeshiwe** (ukuphela komsebenzi), **isengezo** (okufundwe ngumsebenzi eceleni kwesisekelo saso), **ehlanganisiwe** (kokubili kukodwa).

**Hlanganisa** iqala ngokuqhathanisa izindlela ngombhalo ogodliwe, bese ibhala eyodwa yazo futhi iyihlole: **isitifiketi** sisho ukuthi imodeli isaphendula njengalokho eyenziwe ngakho, nesibalo ngasinye nomkhawulo waso.

**Qinisekisa** kufunda wonke amafayela emodeli kuwaqhathanise nama-hash aqoshwa ngesikhathi ebhalwa. **Khipha** kubhala ifolda noma ifayela elifundwa yizinye izinhlelo. Imodeli okwenziwe ngayo amanye, noma edingwa ngumsebenzi, iyagcinwa.

Donsela ifayela le-GGUF noma ifolda yemodeli ewindini ukuze uyingenise.</translation>
    </message>
</context>
<context>
    <name>NewProjectDialog</name>
    <message>
        <source>Make the project</source>
        <translation type="unfinished">Yenza iphrojekthi</translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished">Iphrojekthi entsha</translation>
    </message>
    <message>
        <source>A project is one folder: texts, word pieces, models and runs. You can copy it, zip it or carry it on a stick.</source>
        <translation type="unfinished">Iphrojekthi iyifolda eyodwa: imibhalo, izingcezu zamagama, amamodeli nemisebenzi. Ungayikopisha, uyenze i-zip noma uyiphathe nge-USB.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">Igama</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished">Ifolda</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished">Khetha…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Folder for the project</source>
        <translation type="unfinished">Ifolda yephrojekthi</translation>
    </message>
    <message>
        <source>My language</source>
        <translation type="unfinished">Ulimi lwami</translation>
    </message>
    <message>
        <source>Type or choose a folder.</source>
        <translation type="unfinished">Thayipha noma khetha ifolda.</translation>
    </message>
    <message>
        <source>The project will be in %1</source>
        <translation type="unfinished">Iphrojekthi izoba ku-%1</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished">%1 kuya ku-%2</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation type="unfinished">%1 nangaphezulu</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation type="unfinished">okungeqi ku-%1</translation>
    </message>
    <message>
        <source>Type a number, for example 0.0002 or 2e-4.</source>
        <translation type="unfinished">Thayipha inombolo, isibonelo 0.0002 noma 2e-4.</translation>
    </message>
    <message>
        <source>Type a whole number, for example 1000.</source>
        <translation type="unfinished">Thayipha inombolo ephelele, isibonelo 1000.</translation>
    </message>
    <message>
        <source>Type a whole number, or one with a unit: 10 MB.</source>
        <translation type="unfinished">Thayipha inombolo ephelele, noma eneyunithi: 10 MB.</translation>
    </message>
    <message>
        <source>Allowed is %1.</source>
        <translation type="unfinished">Okuvunyelwe: %1.</translation>
    </message>
</context>
<context>
    <name>NumberWords</name>
    <message>
        <source>%1 GB</source>
        <translation type="unfinished">%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation type="unfinished">%1 MB</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation type="unfinished">%1 kB</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished">%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished">%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished">%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation type="unfinished">%1 d %2 h</translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished">khona manje</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished">%1 edlule</translation>
    </message>
</context>
<context>
    <name>OpeningsCard</name>
    <message>
        <source>The same opening</source>
        <translation type="unfinished">Isiqalo esifanayo</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation type="unfinished">Isiqalo</translation>
    </message>
    <message>
        <source>before training, step 0</source>
        <translation type="unfinished">ngaphambi kokuqeqesha, isinyathelo 0</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished">isinyathelo %1</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation type="unfinished">Bonisa okumbalwa</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation type="unfinished">Bonisa konke (%1)</translation>
    </message>
</context>
<context>
    <name>PageNames</name>
    <message>
        <source>Home</source>
        <translation type="unfinished">Ekhaya</translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished">Umbhalo</translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished">Amagama</translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished">Qeqesha</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished">Imisebenzi</translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished">Ukusebenza</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished">Xoxa</translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished">Amamodeli</translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished">Hlola</translation>
    </message>
</context>
<context>
    <name>PiecesCard</name>
    <message>
        <source>New pieces</source>
        <translation type="unfinished">Izingcezu ezintsha</translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished">Sesha</translation>
    </message>
    <message>
        <source>Search the new pieces</source>
        <translation type="unfinished">Sesha izingcezu ezintsha</translation>
    </message>
    <message>
        <source>Counting where the new pieces are used…</source>
        <translation type="unfinished">Kubalwa lapho kusetshenziswa khona izingcezu ezintsha…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 ku-%2</translation>
    </message>
    <message>
        <source>No new piece, and no word with one, holds “%1”.</source>
        <translation type="unfinished">Alukho ucezu olusha, negama elinalo, okuqukethe “%1”.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation type="unfinished">Sula usesho</translation>
    </message>
</context>
<context>
    <name>PiecesModel</name>
    <message>
        <source>Piece %1: begins a word</source>
        <translation type="unfinished">Ucezu %1: luqala igama</translation>
    </message>
    <message>
        <source>Piece %1: inside a word, or at the start of a line</source>
        <translation type="unfinished">Ucezu %1: luphakathi egameni, noma lusekuqaleni komugqa</translation>
    </message>
    <message>
        <source>How often the sample&apos;s text, what was learned from included, is cut into this piece</source>
        <translation type="unfinished">Ukuthi umbhalo oyisampula, kuhlanganise nalowo okufundwe kuwo, usikwa kangaki ube yilolu cezu</translation>
    </message>
    <message>
        <source>How many pieces fewer the sample, what was learned from included, has for it; inside longer pieces too</source>
        <translation type="unfinished">Ukuthi izingcezu zesampula, kuhlanganise nalokho okufundwe kukho, zincipha ngezingaki ngenxa yalolu cezu; nangaphakathi kwezingcezu ezinde</translation>
    </message>
    <message>
        <source>piece</source>
        <translation type="unfinished">ucezu</translation>
    </message>
    <message>
        <source>made of</source>
        <translation type="unfinished">izingxenye</translation>
    </message>
    <message>
        <source>used</source>
        <translation type="unfinished">lusetshenzisiwe</translation>
    </message>
    <message>
        <source>saves</source>
        <translation type="unfinished">okongiwe</translation>
    </message>
    <message>
        <source>for example</source>
        <translation type="unfinished">isibonelo</translation>
    </message>
</context>
<context>
    <name>PlaceCard</name>
    <message>
        <source>This computer</source>
        <translation type="unfinished">Le khompyutha</translation>
    </message>
</context>
<context>
    <name>PlaceTexts</name>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished">%1 %2</translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished">umbhalo</translation>
    </message>
    <message>
        <source>word pieces</source>
        <translation type="unfinished">izingcezu zamagama</translation>
    </message>
    <message>
        <source>models</source>
        <translation type="unfinished">amamodeli</translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished">imisebenzi</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished">akukho lutho okwamanje</translation>
    </message>
    <message>
        <source>Keep this computer on: the run is here.</source>
        <translation type="unfinished">Yeka le khompyutha ivuliwe: umsebenzi ulapha.</translation>
    </message>
    <message>
        <source>step %1, %2</source>
        <translation type="unfinished">isinyathelo %1, %2</translation>
    </message>
    <message>
        <source>last saved %1</source>
        <translation type="unfinished">kugcinwe okokugcina %1</translation>
    </message>
    <message>
        <source>nothing saved yet</source>
        <translation type="unfinished">akukagcinwa lutho</translation>
    </message>
    <message>
        <source>If power fails you lose at most %1.</source>
        <translation type="unfinished">Uma ugesi unqamuka awulahlekelwa okungaphezu kuka-%1.</translation>
    </message>
    <message>
        <source>It is saved only at its end: if power fails you lose all of it, %1 so far.</source>
        <translation type="unfinished">Ugcinwa ekupheleni kwawo kuphela: uma ugesi unqamuka ulahlekelwa yiwo wonke, %1 kuze kube manje.</translation>
    </message>
    <message>
        <source>only %1 free on this disk</source>
        <translation type="unfinished">kusele %1 kuphela kule diski</translation>
    </message>
    <message>
        <source>%1 free on this disk</source>
        <translation type="unfinished">%1 okukhululekile kule diski</translation>
    </message>
    <message>
        <source>Nothing is running: you may switch this computer off.</source>
        <translation type="unfinished">Akukho okusebenzayo: ungayicisha le khompyutha.</translation>
    </message>
    <message>
        <source>Keep this computer on: the evaluation is here.</source>
        <translation type="unfinished">Gcina le khompyutha ivuliwe: ukuhlola kulapha.</translation>
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation type="unfinished">imibuzo engu-%1 kwengu-%2</translation>
    </message>
    <message>
        <source>Every answer is kept: if power fails you lose the item at work.</source>
        <translation type="unfinished">Zonke izimpendulo ziyagcinwa: uma kuphela ugesi ulahlekelwa umbuzo osetshenzwayo.</translation>
    </message>
</context>
<context>
    <name>PlanPanel</name>
    <message>
        <source>What it takes</source>
        <translation type="unfinished">Okudingekayo</translation>
    </message>
    <message>
        <source>Before you start</source>
        <translation type="unfinished">Ngaphambi kokuqala</translation>
    </message>
    <message>
        <source>Rehearse</source>
        <translation type="unfinished">Zama kuqala</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished">Misa</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished">Izinyathelo</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation type="unfinished">Kufundwa</translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished">Isikhathi</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished">Inkumbulo</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished">Idiski</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation type="unfinished">Ukuzama kuqala</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished">akukakalwa</translation>
    </message>
    <message>
        <source>the whole text, not counted yet</source>
        <translation type="unfinished">umbhalo wonke, awukabalwa</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished">cishe %1</translation>
    </message>
    <message>
        <source>%1 word pieces</source>
        <translation type="unfinished">izingcezu zamagama ezingu-%1</translation>
    </message>
    <message>
        <source>%1 word pieces a step</source>
        <translation type="unfinished">izingcezu zamagama ezingu-%1 ngesinyathelo</translation>
    </message>
    <message>
        <source>, %1 of the text</source>
        <translation type="unfinished">, u-%1 wombhalo</translation>
    </message>
    <message>
        <source>%1 of training, %2 word pieces a second</source>
        <translation type="unfinished">ukuqeqesha: %1, izingcezu zamagama ezingu-%2 ngomzuzwana</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation type="unfinished">%1 okukhululekile</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 ku-%2</translation>
    </message>
    <message>
        <source>, %1 each saved point</source>
        <translation type="unfinished">, %1 ngendawo ngayinye egciniwe</translation>
    </message>
    <message>
        <source>A rehearsal trains %1 steps and saves, measures speed, memory and disk, and leaves nothing behind.</source>
        <translation type="unfinished">Ukuzama kuqala kuqeqesha izinyathelo ezingu-%1 kugcine, kukale isivinini, inkumbulo nediski, kungashiyi lutho.</translation>
    </message>
    <message>
        <source>Beside the live run it measures too slow.</source>
        <translation type="unfinished">Uma kukhona umsebenzi osebenzayo, isivinini esikalwayo siba phansi kunesangempela.</translation>
    </message>
    <message>
        <source>The rehearsal starts.</source>
        <translation type="unfinished">Ukuzama kuqala sekuyaqala.</translation>
    </message>
    <message>
        <source>Rehearsing: model and text are being read.</source>
        <translation type="unfinished">Kuyazanywa kuqala: kufundwa imodeli nombhalo.</translation>
    </message>
    <message>
        <source>Rehearsing: step %1 of %2.</source>
        <translation type="unfinished">Kuyazanywa kuqala: isinyathelo %1 kwezingu-%2.</translation>
    </message>
    <message>
        <source>Cleaning up after the rehearsal.</source>
        <translation type="unfinished">Kuyahlanzwa ngemva kokuzama kuqala.</translation>
    </message>
    <message>
        <source>Nothing speaks against it.</source>
        <translation type="unfinished">Akukho okuvimbayo.</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation type="unfinished">Izinqubo</translation>
    </message>
    <message>
        <source>Each keeps its part of the model&apos;s gradients and of what the learning remembers, so that each needs less memory. On one computer they share its processor.</source>
        <translation type="unfinished">Ngayinye igcina ingxenye yayo yamagradient emodeli nalokho ukufunda okukukhumbulayo, ukuze ngayinye idinge inkumbulo encane. Kukhompyutha eyodwa zabelana ngephrosesa yayo.</translation>
    </message>
    <message>
        <source>What fills the memory</source>
        <translation type="unfinished">Okugcwalisa inkumbulo</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation type="unfinished">akukaziwa</translation>
    </message>
    <message>
        <source>about %1 of %2 free</source>
        <translation type="unfinished">cishe u-%1 ku-%2 okhululekile</translation>
    </message>
    <message>
        <source>; measured %1</source>
        <translation type="unfinished">; kukalwe u-%1</translation>
    </message>
    <message>
        <source>, each process</source>
        <translation type="unfinished">, inqubo ngayinye</translation>
    </message>
    <message>
        <source>up to %1 word pieces</source>
        <translation type="unfinished">izingcezu zamagama ezifika ku-%1</translation>
    </message>
    <message>
        <source>%1 of %2 conversations</source>
        <translation type="unfinished">%1 wezingxoxo ezingu-%2</translation>
    </message>
    <message>
        <source>%1 conversations</source>
        <translation type="unfinished">izingxoxo ezingu-%1</translation>
    </message>
</context>
<context>
    <name>PurposeBar</name>
    <message>
        <source>Go on reading</source>
        <translation type="unfinished">Qhubeka nokufunda</translation>
    </message>
    <message>
        <source>Teach to answer</source>
        <translation type="unfinished">Fundisa ukuphendula</translation>
    </message>
    <message>
        <source>What the run is for</source>
        <translation type="unfinished">Inhloso yomsebenzi</translation>
    </message>
    <message>
        <source>Continued pretraining: the model reads texts and learns the language.</source>
        <translation type="unfinished">Ukuqeqesha okuqhubekayo: imodeli ifunda imibhalo, ifunde ulimi.</translation>
    </message>
    <message>
        <source>Instructions: the model learns from conversations how to answer questions.</source>
        <translation type="unfinished">Imiyalelo: imodeli ifunda ezingxoxweni ukuthi imibuzo iphendulwa kanjani.</translation>
    </message>
</context>
<context>
    <name>QDialog</name>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Question: %1</source>
        <translation type="unfinished">Umbuzo: %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished">Kopisha</translation>
    </message>
    <message>
        <source>The question, to be changed</source>
        <translation type="unfinished">Umbuzo ozoshintshwa</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation type="unfinished">Kuyeke</translation>
    </message>
    <message>
        <source>Ask this instead</source>
        <translation type="unfinished">Buza lokhu kunalokho</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished">Hlela</translation>
    </message>
    <message>
        <source>Edit this question</source>
        <translation type="unfinished">Hlela lo mbuzo</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished">Amakhasi</translation>
    </message>
</context>
<context>
    <name>Rehearsal</name>
    <message>
        <source>The rehearsal ended without a word.</source>
        <translation type="unfinished">Ukuzama kuqala kuphele kungashongo lutho.</translation>
    </message>
    <message>
        <source>Perhaps the memory is too small: lower the context or what is computed at once.</source>
        <translation type="unfinished">Mhlawumbe inkumbulo incane kakhulu: nciphisa umongo noma lokho okubalwa ngesikhathi esisodwa.</translation>
    </message>
</context>
<context>
    <name>RunHead</name>
    <message>
        <source>Resume</source>
        <translation type="unfinished">Qhubeka</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation type="unfinished">Kuyaqhutshekwa…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished">Misa okwesikhashana</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation type="unfinished">Kuyamiswa okwesikhashana…</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation type="unfinished">Gcina manje</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished">Kuyagcinwa…</translation>
    </message>
    <message>
        <source>Stop and save</source>
        <translation type="unfinished">Misa ugcine</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished">Kuyamiswa…</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation type="unfinished">Xoxa nayo</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished">Yenza ikhophi</translation>
    </message>
    <message>
        <source>Saves, then waits. The program stays in memory.</source>
        <translation type="unfinished">Kuyagcinwa, bese kulindwa. Uhlelo luhlala enkumbulweni.</translation>
    </message>
    <message>
        <source>Saves after the current step and goes on.</source>
        <translation type="unfinished">Kugcinwa ngemva kwesinyathelo samanje bese kuqhutshekwa.</translation>
    </message>
    <message>
        <source>Saves after the current step, then ends. Resume goes on from there.</source>
        <translation type="unfinished">Kugcinwa ngemva kwesinyathelo samanje bese kuphela. Inkinobho ethi Qhubeka iqhubeka ukusuka lapho.</translation>
    </message>
    <message>
        <source>A new run with the same settings, to be changed before it starts.</source>
        <translation type="unfinished">Umsebenzi omusha onezilungiselelo ezifanayo, ezingashintshwa ngaphambi kokuba uqale.</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation type="unfinished">Yonke imisebenzi</translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished">Isinyathelo</translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished">Kusele</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished">Isivinini</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation type="unfinished">tokens/s</translation>
    </message>
    <message>
        <source>Took</source>
        <translation type="unfinished">Kuthathe</translation>
    </message>
    <message>
        <source>bits per byte</source>
        <translation type="unfinished">amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation type="unfinished">Khipha emugqeni</translation>
    </message>
    <message>
        <source>Taking it out…</source>
        <translation type="unfinished">Uyakhishwa…</translation>
    </message>
    <message>
        <source>It does not start then. Its settings stay, and Resume starts it after all.</source>
        <translation type="unfinished">Awuqali-ke. Izilungiselelo zawo ziyahlala, futhi u-Qhubeka uyawuqala noma kunjalo.</translation>
    </message>
    <message>
        <source>reading</source>
        <translation type="unfinished">kuyafundwa</translation>
    </message>
    <message>
        <source>bits a byte, %1 → %2</source>
        <translation type="unfinished">amabhithi/bhayithi, %1 → %2</translation>
    </message>
    <message>
        <source>its turn</source>
        <translation type="unfinished">ithuba lawo</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished">%1 nengeziwe engu-%2</translation>
    </message>
    <message>
        <source>is paused: it ends only after you resume it</source>
        <translation type="unfinished">umisiwe: uphela kuphela uma usuwuqhube futhi</translation>
    </message>
    <message>
        <source>a paused one ends only after you resume it</source>
        <translation type="unfinished">omisiwe uphela kuphela uma usuwuqhube futhi</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation type="unfinished">Ulinde</translation>
    </message>
</context>
<context>
    <name>RunNotesModel</name>
    <message>
        <source>When</source>
        <translation type="unfinished">Nini</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished">Okwenzekile</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>Openings, saved points and events</source>
        <translation type="unfinished">Iziqalo, izindawo ezigciniwe nezigameko</translation>
    </message>
    <message>
        <source>No run yet. A run teaches the model from your text; it is shown here while it learns.</source>
        <translation type="unfinished">Awukho umsebenzi okwamanje. Umsebenzi ufundisa imodeli ngombhalo wakho; uboniswa lapha ngenkathi imodeli ifunda.</translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation type="unfinished">Qala umsebenzi</translation>
    </message>
    <message>
        <source>Looking for runs…</source>
        <translation type="unfinished">Kuseshwa imisebenzi…</translation>
    </message>
    <message>
        <source>Reading the log of %1…</source>
        <translation type="unfinished">Kufundwa ilogi yomsebenzi %1…</translation>
    </message>
    <message>
        <source>The run %1 is not there any more.</source>
        <translation type="unfinished">Umsebenzi %1 awusekho.</translation>
    </message>
    <message>
        <source>Its folder was removed or moved: %1</source>
        <translation type="unfinished">Ifolda yawo isusiwe noma iyiswe kwenye indawo: %1</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation type="unfinished">Yonke imisebenzi</translation>
    </message>
    <message>
        <source>The folder of this run is gone: %1. What you see is what was read before.</source>
        <translation type="unfinished">Ifolda yalo msebenzi ayisekho: %1. Okubonayo yilokho okwafundwa ngaphambili.</translation>
    </message>
    <message>
        <source>The log of this run is gone: %1/events.jsonl. What you see is what was read before.</source>
        <translation type="unfinished">Ilogi yalo msebenzi ayisekho: %1/events.jsonl. Okubonayo yilokho okwafundwa ngaphambili.</translation>
    </message>
    <message>
        <source>Nothing has been done for %1. A long piece of work ends by itself; if this computer does not work either, press Stop and save, then Resume.</source>
        <translation type="unfinished">Akukho okwenziwe isikhathi esingu-%1. Umsebenzi omude uyaziphelela; uma le khompyutha nayo ingasebenzi, cindezela u-Misa ugcine, bese ucindezela u-Qhubeka.</translation>
    </message>
    <message>
        <source>This run never said anything: its log is empty. If it was copied here, copy it once more: %1</source>
        <translation type="unfinished">Lo msebenzi awukaze usho lutho: ilogi yawo ayinalutho. Uma ukopishelwe lapha, wukopishe futhi: %1</translation>
    </message>
    <message>
        <source>It left no reason in %1.</source>
        <translation type="unfinished">Awushiyanga sizathu ku-%1.</translation>
    </message>
    <message>
        <source>The last line of %1: %2</source>
        <translation type="unfinished">Umugqa wokugcina we-%1: %2</translation>
    </message>
    <message>
        <source>Resume goes on from step %1, where it was saved last.</source>
        <translation type="unfinished">U-Qhubeka uqhubeka ukusuka esinyathelweni %1, lapho kugcinwe khona okokugcina.</translation>
    </message>
    <message>
        <source>No saved point is there: Resume begins it anew.</source>
        <translation type="unfinished">Ayikho indawo egciniwe: u-Qhubeka uwuqala kabusha.</translation>
    </message>
    <message>
        <source>The program of this run ended without a word: it crashed, was killed, or the computer went off.</source>
        <translation type="unfinished">Uhlelo lwalo msebenzi luphele ngaphandle kwezwi: luphahlazekile, lubulewe, noma ikhompyutha icishile.</translation>
    </message>
    <message>
        <source># Run

One run, while it learns and afterwards.

**Bits per byte** say how well the model foresees text that it was not trained on: fewer is better, and the figure can be compared between vocabularies. The pale band is the interval in which it lies with 95 % certainty. **Training loss** is what the model was trained on: it falls before the model has learned anything useful, so do not judge by it.

Triangles are saved points, dashed lines begin a stage of the reading order or tell that other parts learn, a red ring is a value that is no number.

In the chart: the wheel zooms, dragging marks a part to look at, dragging with Shift moves, a double click shows all. Keys: **+** and **−** zoom, **0** shows all, **Left** and **Right** read the values step by step, with **Shift** they move, **End** follows the newest step.

**Pause** saves and waits. **Stop and save** saves and ends; *Resume* goes on from there. The run does not need this window: you may close it.</source>
        <translation type="unfinished"># Ukusebenza

Umsebenzi owodwa, ngenkathi imodeli ifunda nangemva kwalokho.

**Amabhithi ngebhayithi** asho ukuthi imodeli iwubikezela kahle kangakanani umbhalo engaqeqeshwanga ngawo: amabhithi ambalwa angcono, futhi lesi sibalo singaqhathaniswa phakathi kwezilulumagama ezahlukene. Umucu ofiphele ubonisa ibanga lapho lesi sibalo sikhona ngesiqiniseko esingu-95 %. **Ukulahlekelwa kokuqeqesha (loss)** kukalwa kulokho imodeli eqeqeshwe ngakho: kuyehla ngaphambi kokuba imodeli ifunde noma yini ewusizo, ngakho ungahluleli ngakho.

Onxantathu bayizindawo ezigciniwe, imigqa enqamukayo iqala isigaba sohlelo lokufunda noma isho ukuthi sekufunda ezinye izingxenye, indandatho ebomvu iyinani elingeyona inombolo.

Eshadini: isondo lemawusi liyasondeza liqhelise, ukuhudula kumaka ingxenye ozoyibuka, ukuhudula ucindezele u-Shift kuyalihambisa, ukuchofoza kabili kubonisa konke. Okhiye: **+** no-**−** bayasondeza baqhelise, **0** ubonisa konke, **Left** no-**Right** bafunda amanani isinyathelo ngesinyathelo, kanye no-**Shift** bayalihambisa, **End** ulandela isinyathelo sakamuva.

**Misa okwesikhashana** kuyagcina kulinde. **Misa ugcine** kuyagcina kuphele; *Qhubeka* kuqhubeka ukusuka lapho. Umsebenzi awulidingi leli windi: ungalivala.</translation>
    </message>
</context>
<context>
    <name>RunPill</name>
    <message>
        <source>Run %1: %2</source>
        <translation type="unfinished">Umsebenzi %1: %2</translation>
    </message>
</context>
<context>
    <name>RunRecord</name>
    <message>
        <source>The loss is no number.</source>
        <translation type="unfinished">Ukulahlekelwa (loss) akuyona inombolo.</translation>
    </message>
    <message>
        <source>+ %1</source>
        <translation type="unfinished">+ %1</translation>
    </message>
    <message>
        <source>new word pieces only</source>
        <translation type="unfinished">izingcezu ezintsha kuphela</translation>
    </message>
    <message>
        <source>everything learns</source>
        <translation type="unfinished">kufunda konke</translation>
    </message>
</context>
<context>
    <name>RunValuesModel</name>
    <message>
        <source>no number</source>
        <translation type="unfinished">akuyona inombolo</translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished">Isinyathelo</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>Curve of the loss</source>
        <translation type="unfinished">Ijika lokulahlekelwa (loss)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished">Umsebenzi</translation>
    </message>
    <message>
        <source>Loss so far</source>
        <translation type="unfinished">Ukulahlekelwa kuze kube manje</translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished">Isimo</translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished">Imodeli</translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished">Isinyathelo</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished">Ukulahlekelwa (loss)</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation type="unfinished">Amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished">Ubude besikhathi</translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished">Kuqale</translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished">Imisebenzi</translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation type="unfinished">Thola umsebenzi</translation>
    </message>
    <message>
        <source>Find a run by a word of its name, date or state</source>
        <translation type="unfinished">Thola umsebenzi ngegama, usuku noma isimo sawo</translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished">Isimo</translation>
    </message>
    <message>
        <source>All states</source>
        <translation type="unfinished">Zonke izimo</translation>
    </message>
    <message>
        <source>Working now</source>
        <translation type="unfinished">Isebenza manje</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished">Iqedile</translation>
    </message>
    <message>
        <source>Ended early</source>
        <translation type="unfinished">Iphele kusenesikhathi</translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished">Vula</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished">Yenza ofanayo</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished">Susa</translation>
    </message>
    <message>
        <source>A new run with the same settings, to be changed before it starts.</source>
        <translation type="unfinished">Umsebenzi omusha onezilungiselelo ezifanayo, ezingashintshwa ngaphambi kokuthi uqale.</translation>
    </message>
    <message>
        <source>Looking for runs…</source>
        <translation type="unfinished">Kuseshwa imisebenzi…</translation>
    </message>
    <message>
        <source>No run yet. Each run stays here with its curves, settings and saved points.</source>
        <translation type="unfinished">Awukho umsebenzi okwamanje. Umsebenzi ngamunye uhlala lapha namajika awo, izilungiselelo zawo nezindawo zawo ezigciniwe.</translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation type="unfinished">Qala umsebenzi</translation>
    </message>
    <message>
        <source>No run fits.</source>
        <translation type="unfinished">Awukho umsebenzi ohambisanayo.</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation type="unfinished">Bonisa yonke imisebenzi</translation>
    </message>
    <message>
        <source>Delete %1 runs</source>
        <translation type="unfinished">Susa imisebenzi engu-%1</translation>
    </message>
    <message>
        <source>A run that works now cannot be deleted</source>
        <translation type="unfinished">Umsebenzi osebenzayo manje awunakususwa</translation>
    </message>
    <message>
        <source>frees %1, for good</source>
        <translation type="unfinished">kukhulula u-%1, unomphela</translation>
    </message>
    <message>
        <source>Deleted: %1 freed.</source>
        <translation type="unfinished">Kususiwe: kukhululwe u-%1.</translation>
    </message>
    <message>
        <source># Runs

Every run of this project, those that work now on top. **Enter** opens one.

Choose several (with Ctrl or Shift) to see their curves in one chart and **only what differs** between their settings.

**Clone** takes the settings of a run for a new one. **Delete** removes a run with its log and its saved points for good; models that it made stay.

A right click on the heads of the columns hides and shows them; a click sorts.</source>
        <translation type="unfinished"># Imisebenzi

Yonke imisebenzi yale phrojekthi, esebenzayo manje ibekwe phezulu. **Enter** uvula owodwa.

Khetha emibalwa (nge-Ctrl noma i-Shift) ukuze ubone amajika ayo eshadini elilodwa kanye **nokuhlukile kuphela** ezilungiselelweni zayo.

**Yenza ofanayo** kuthatha izilungiselelo zomsebenzi kuzisebenzise komusha. **Susa** kususa umsebenzi nelogu yawo nezindawo zawo ezigciniwe unomphela; amamodeli owawenzile ayasala.

Ukuchofoza kwesokudla ezihlokweni zamakholomu kuyawafihla noma kuwabonise; ukuchofoza nje kuyahlela.</translation>
    </message>
    <message>
        <source>%1 is no run yet: its config.yaml is missing. It comes into the list when it has been copied whole; otherwise copy it once more, or remove it from %2.</source>
        <translation type="unfinished">I-%1 ayikabi umsebenzi: i-config.yaml yayo ayikho. Izongena ohlwini uma isikopishwe yonke; kungenjalo yikopishe futhi, noma uyisuse ku-%2.</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished">%1 nengeziwe engu-%2</translation>
    </message>
    <message>
        <source>%1 are no runs yet: config.yaml is missing in them. They come into the list when they have been copied whole; otherwise copy them once more, or remove them from %2.</source>
        <translation type="unfinished">I-%1 ayikabi yimisebenzi: i-config.yaml ayikho kuyo. Izongena ohlwini uma isikopishwe yonke; kungenjalo yikopishe futhi, noma uyisuse ku-%2.</translation>
    </message>
</context>
<context>
    <name>RunsTable</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished">Imisebenzi</translation>
    </message>
</context>
<context>
    <name>SamplingDrawer</name>
    <message>
        <source>Sampling</source>
        <translation type="unfinished">Ukusampula</translation>
    </message>
    <message>
        <source>Close the drawer</source>
        <translation type="unfinished">Vala iphaneli</translation>
    </message>
    <message>
        <source>System text</source>
        <translation type="unfinished">Umbhalo wesistimu</translation>
    </message>
    <message>
        <source>Read before every conversation: who the model is and how it speaks.</source>
        <translation type="unfinished">Ufundwa ngaphambi kwengxoxo ngayinye: ukuthi imodeli ingubani nokuthi ikhuluma kanjani.</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished">Izinga lokushisa</translation>
    </message>
    <message>
        <source>Higher is bolder; 0 always takes the likeliest token.</source>
        <translation type="unfinished">Eliphezulu linesibindi; u-0 uthatha njalo ithokheni elinamathuba amaningi.</translation>
    </message>
    <message>
        <source>A number from 0 to 100.</source>
        <translation type="unfinished">Inombolo esuka ku-0 iye ku-100.</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished">Top-p</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach this share; 1: all.</source>
        <translation type="unfinished">Amathokheni anamathuba amaningi kuphela, ahlangene afike kulesi sabelo; 1: onke.</translation>
    </message>
    <message>
        <source>A number above 0, at most 1.</source>
        <translation type="unfinished">Inombolo engaphezu kuka-0, engeqi ku-1.</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished">Top-k</translation>
    </message>
    <message>
        <source>Only this many of the likeliest tokens; 0: all.</source>
        <translation type="unfinished">Leli nani kuphela lamathokheni anamathuba amaningi; 0: onke.</translation>
    </message>
    <message>
        <source>A whole number, 0 or more.</source>
        <translation type="unfinished">Inombolo ephelele, 0 noma ngaphezulu.</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation type="unfinished">Inhlawulo yokuphindaphinda</translation>
    </message>
    <message>
        <source>Above 1 makes tokens that were there already less likely.</source>
        <translation type="unfinished">Ngaphezu kuka-1 kunciphisa amathuba amathokheni asevele ekhona.</translation>
    </message>
    <message>
        <source>A number from 0.01 to 100.</source>
        <translation type="unfinished">Inombolo esuka ku-0.01 iye ku-100.</translation>
    </message>
    <message>
        <source>Longest answer, tokens</source>
        <translation type="unfinished">Umkhawulo wempendulo, amathokheni</translation>
    </message>
    <message>
        <source>An answer is cut off here.</source>
        <translation type="unfinished">Impendulo inqanyulwa lapha.</translation>
    </message>
    <message>
        <source>A whole number from 1 to 100,000.</source>
        <translation type="unfinished">Inombolo ephelele esuka ku-1 iye ku-100,000.</translation>
    </message>
    <message>
        <source>The same seed gives the same answer; empty: another one each time.</source>
        <translation type="unfinished">Imbewu efanayo inika impendulo efanayo; uma kungenalutho: ehlukile njalo.</translation>
    </message>
    <message>
        <source>A whole number, or nothing.</source>
        <translation type="unfinished">Inombolo ephelele, noma ungafaki lutho.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished">Imbewu</translation>
    </message>
</context>
<context>
    <name>SavedPointsCard</name>
    <message>
        <source>Saved points</source>
        <translation type="unfinished">Izindawo ezigciniwe</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished">isinyathelo %1</translation>
    </message>
    <message>
        <source>None is on the disk any more.</source>
        <translation type="unfinished">Ayisekho neyodwa ediskini.</translation>
    </message>
    <message>
        <source>Older ones, removed to make room: %1.</source>
        <translation type="unfinished">Ezindala, ezisuswe ukuze kuvuleke isikhala: %1.</translation>
    </message>
</context>
<context>
    <name>ScoreDelegate</name>
    <message>
        <source>%1 · over all ways of asking</source>
        <translation type="unfinished">%1 · ngazo zonke izindlela zokubuza</translation>
    </message>
    <message>
        <source>%1 · asked as %2</source>
        <translation type="unfinished">%1 · kubuzwe ngo-%2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 kwezingu-%2</translation>
    </message>
    <message>
        <source>n = %1: decides little</source>
        <translation type="unfinished">n = %1: kunquma kancane</translation>
    </message>
    <message>
        <source>won %1, lost %2; p %3</source>
        <translation type="unfinished">kunqotshwe %1, kwehlulwe %2; p %3</translation>
    </message>
</context>
<context>
    <name>ScoreGrid</name>
    <message>
        <source>Scores</source>
        <translation type="unfinished">Amaphuzu</translation>
    </message>
</context>
<context>
    <name>ScoreModel</name>
    <message>
        <source>Task</source>
        <translation type="unfinished">Isivivinyo</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation type="unfinished">%1 → %2</translation>
    </message>
</context>
<context>
    <name>ScoreWords</name>
    <message>
        <source>right answers</source>
        <translation type="unfinished">izimpendulo ezilungile</translation>
    </message>
    <message>
        <source>right answers, by letters</source>
        <translation type="unfinished">izimpendulo ezilungile, ngezinhlamvu</translation>
    </message>
    <message>
        <source>right answers, by bytes</source>
        <translation type="unfinished">izimpendulo ezilungile, ngamabhayithi</translation>
    </message>
    <message>
        <source>right answers, against the choice alone</source>
        <translation type="unfinished">izimpendulo ezilungile, kuqhathaniswa nokukhethwayo kukodwa</translation>
    </message>
    <message>
        <source>same words as the first answer</source>
        <translation type="unfinished">amagama afanayo nawempendulo yokuqala</translation>
    </message>
    <message>
        <source>same words as one of the answers</source>
        <translation type="unfinished">amagama afanayo nawenye yezimpendulo</translation>
    </message>
    <message>
        <source>same words but for prefixes</source>
        <translation type="unfinished">amagama afanayo ngaphandle kweziqalo</translation>
    </message>
    <message>
        <source>shared words (F1)</source>
        <translation type="unfinished">amagama okuhlanganyelwe (F1)</translation>
    </message>
    <message>
        <source>F1, weighted by topics</source>
        <translation type="unfinished">i-F1, ngesisindo sezihloko</translation>
    </message>
    <message>
        <source>F1, each topic alike</source>
        <translation type="unfinished">i-F1, isihloko ngasinye ngokulinganayo</translation>
    </message>
    <message>
        <source>shared letters (chrF)</source>
        <translation type="unfinished">izinhlamvu okuhlanganyelwe (chrF)</translation>
    </message>
    <message>
        <source>shared letters and words (chrF++)</source>
        <translation type="unfinished">izinhlamvu namagama okuhlanganyelwe (chrF++)</translation>
    </message>
    <message>
        <source>shared runs of words (BLEU)</source>
        <translation type="unfinished">imigqa yamagama okuhlanganyelwe (BLEU)</translation>
    </message>
    <message>
        <source>bits per byte</source>
        <translation type="unfinished">amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
    <message>
        <source>±%1 points</source>
        <translation type="unfinished">±%1 wamaphuzu</translation>
    </message>
    <message>
        <source>below %1</source>
        <translation type="unfinished">ngaphansi kuka-%1</translation>
    </message>
    <message>
        <source>no item in common</source>
        <translation type="unfinished">awukho umbuzo ofanayo</translation>
    </message>
    <message>
        <source>no difference shown</source>
        <translation type="unfinished">awukho umehluko obonisiwe</translation>
    </message>
    <message>
        <source>%1 better</source>
        <translation type="unfinished">%1 ingcono</translation>
    </message>
    <message>
        <source>No item was answered by both.</source>
        <translation type="unfinished">Awukho umbuzo ophendulwe yizo zombili.</translation>
    </message>
    <message>
        <source>Of %1 items that both answered, %2 has %3 right that %4 has not (wins), and %4 has %5 right that %2 has not (losses).</source>
        <translation type="unfinished">Emibuzweni engu-%1 ephendulwe yizo zombili, i-%2 ithole engu-%3 i-%4 engayitholanga (ukunqoba), i-%4 ithole engu-%5 i-%2 engayitholanga (ukwehlulwa).</translation>
    </message>
    <message>
        <source>%1 flips; both right %2, neither %3.</source>
        <translation type="unfinished">Izinguquko ezingu-%1; zombili zilungile ku-%2, ayikho elungile ku-%3.</translation>
    </message>
    <message>
        <source>They differ on no item: this test shows no difference.</source>
        <translation type="unfinished">Azehlukani nangombuzo owodwa: lokhu kuhlola akubonisi mehluko.</translation>
    </message>
    <message>
        <source>If both were equally good, flips would be shared out so unevenly with probability %1 (McNemar): %2 is better here.</source>
        <translation type="unfinished">Uma zombili bezilingana, izinguquko bezingahlukaniseka ngokungalingani kangaka ngethuba elingu-%1 (McNemar): i-%2 ingcono lapha.</translation>
    </message>
    <message>
        <source>If both were equally good, flips would be shared out so unevenly with probability %1 (McNemar): that decides nothing.</source>
        <translation type="unfinished">Uma zombili bezilingana, izinguquko bezingahlukaniseka ngokungalingani kangaka ngethuba elingu-%1 (McNemar): lokho akunqumi lutho.</translation>
    </message>
</context>
<context>
    <name>SentenceCard</name>
    <message>
        <source>new piece that begins a word</source>
        <translation type="unfinished">ucezu olusha oluqala igama</translation>
    </message>
    <message>
        <source>new piece inside a word</source>
        <translation type="unfinished">ucezu olusha phakathi egameni</translation>
    </message>
    <message>
        <source>Another from my text</source>
        <translation type="unfinished">Omunye ovela embhalweni wami</translation>
    </message>
    <message>
        <source>A sentence of yours</source>
        <translation type="unfinished">Umusho wakho</translation>
    </message>
    <message>
        <source>Type or paste a sentence</source>
        <translation type="unfinished">Bhala noma unamathisele umusho</translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished">Ngaphambi</translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished">Ngemva</translation>
    </message>
    <message>
        <source>%1: model or tokenizer</source>
        <translation type="unfinished">%1: imodeli noma i-tokenizer</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation type="unfinished">Qhathanisa na…</translation>
    </message>
    <message>
        <source>%1 (model)</source>
        <translation type="unfinished">%1 (imodeli)</translation>
    </message>
    <message>
        <source>%1 (pieces)</source>
        <translation type="unfinished">%1 (izingcezu)</translation>
    </message>
    <message>
        <source>1 piece</source>
        <translation type="unfinished">ucezu olu-1</translation>
    </message>
    <message>
        <source>%1 pieces</source>
        <translation type="unfinished">izingcezu ezingu-%1</translation>
    </message>
    <message>
        <source>%1, %2 a word</source>
        <translation type="unfinished">%1, %2 ngegama</translation>
    </message>
</context>
<context>
    <name>ServeSession</name>
    <message>
        <source>The program that runs %1 crashed</source>
        <translation type="unfinished">Uhlelo olusebenzisa i-%1 luphahlazekile</translation>
    </message>
    <message>
        <source>The program that runs %1 ended by itself (exit code %2)</source>
        <translation type="unfinished">Uhlelo olusebenzisa i-%1 luziphelele ngokwalo (ikhodi yokuphuma %2)</translation>
    </message>
    <message>
        <source>Start it again: the conversation is still here. Where memory is short, close other programs first.</source>
        <translation type="unfinished">Yiqale futhi: ingxoxo isekhona. Uma inkumbulo incane, vala ezinye izinhlelo kuqala.</translation>
    </message>
    <message>
        <source>%1 did not stop and was ended</source>
        <translation type="unfinished">I-%1 ayizange ime, yase ivalwa ngenkani</translation>
    </message>
    <message>
        <source>Start it again: the conversation is still here.</source>
        <translation type="unfinished">Yiqale futhi: ingxoxo isekhona.</translation>
    </message>
</context>
<context>
    <name>ShareBar</name>
    <message>
        <source>%1 %, log-probability %2</source>
        <translation type="unfinished">%1 %, i-log yethuba %2</translation>
    </message>
</context>
<context>
    <name>ShareWords</name>
    <message>
        <source>%1 %2 %</source>
        <translation type="unfinished">%1 %2 %</translation>
    </message>
    <message>
        <source>too short to tell the language</source>
        <translation type="unfinished">imfushane kakhulu ukuthi ulimi lwaziwe</translation>
    </message>
    <message>
        <source>other</source>
        <translation type="unfinished">okunye</translation>
    </message>
    <message>
        <source>Told sentence by sentence, by their letters: %1.</source>
        <translation type="unfinished">Kutholwa umusho ngomusho, ngezinhlamvu zayo: %1.</translation>
    </message>
    <message>
        <source>in no language that can be told</source>
        <translation type="unfinished">akunalimi olungatholakala</translation>
    </message>
    <message>
        <source>A sentence needs some words of a language before that can be told.</source>
        <translation type="unfinished">Umusho udinga amagama athile olimi ngaphambi kokuba ulimi lwawo lwaziwe.</translation>
    </message>
    <message>
        <source>%1 % of it cannot be told and is not counted.</source>
        <translation type="unfinished">U-%1 % wayo awukwazi ukutholwa futhi awubalwa.</translation>
    </message>
</context>
<context>
    <name>SourceList</name>
    <message>
        <source>All sources</source>
        <translation type="unfinished">Yonke imithombo</translation>
    </message>
    <message>
        <source>licence unclear</source>
        <translation type="unfinished">ilayisense ayicacile</translation>
    </message>
    <message>
        <source>under 1 %</source>
        <translation type="unfinished">ngaphansi kuka-1 %</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
</context>
<context>
    <name>SourcesCard</name>
    <message>
        <source>Sources</source>
        <translation type="unfinished">Imithombo</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished">Ilayisense</translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished">ayaziwa</translation>
    </message>
    <message>
        <source>Where it came from</source>
        <translation type="unfinished">Lapho kuvela khona</translation>
    </message>
    <message>
        <source>address or sentence</source>
        <translation type="unfinished">ikheli noma umusho</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation type="unfinished">Yibhale</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Note its licence…</source>
        <translation type="unfinished">Bhala ilayisense yawo…</translation>
    </message>
    <message>
        <source>Note %1 unclear licences…</source>
        <translation type="unfinished">Bhala amalayisense angacacile angu-%1…</translation>
    </message>
    <message>
        <source>Note the unclear licence…</source>
        <translation type="unfinished">Bhala ilayisense engacacile…</translation>
    </message>
    <message>
        <source>For all %1 whose licence is not known</source>
        <translation type="unfinished">Konke okunelayisense engaziwa: %1</translation>
    </message>
</context>
<context>
    <name>StartWords</name>
    <message>
        <source>The project&apos;s folder is gone: %1</source>
        <translation type="unfinished">Ifolda yephrojekthi ayisekho: %1</translation>
    </message>
    <message>
        <source>Put it back where it was, or open another project. What you typed is kept, and running runs go on while their folder is there.</source>
        <translation type="unfinished">Yibuyisele lapho ibikhona, noma vula enye iphrojekthi. Okuthayiphile kugciniwe, nemisebenzi esebenzayo iyaqhubeka inqobo nje uma ifolda yayo ikhona.</translation>
    </message>
    <message>
        <source>Close other programs, for memory may be short, and try again. If that does not help, install BafoGPT Workbench again.</source>
        <translation type="unfinished">Vala ezinye izinhlelo, ngoba inkumbulo ingase ingeneli, bese uzama futhi. Uma lokho kungasizi, faka i-BafoGPT Workbench kabusha.</translation>
    </message>
    <message>
        <source>Install BafoGPT Workbench again: the program bafo belongs to it</source>
        <translation type="unfinished">Faka i-BafoGPT Workbench kabusha: uhlelo i-bafo luyingxenye yayo</translation>
    </message>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation type="unfinished">I-%1 ayikwazi ukuqalwa: %2</translation>
    </message>
</context>
<context>
    <name>StateWords</name>
    <message>
        <source>finished</source>
        <translation type="unfinished">iqedile</translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished">ihlulekile</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished">ikhanseliwe</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished">imisiwe</translation>
    </message>
    <message>
        <source>never started</source>
        <translation type="unfinished">ayizange iqale</translation>
    </message>
    <message>
        <source>ended without a word</source>
        <translation type="unfinished">iphele ingashongo lutho</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished">ilindile</translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished">iyaqala</translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished">iyasebenza</translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished">imisiwe okwesikhashana</translation>
    </message>
    <message>
        <source>slow</source>
        <translation type="unfinished">iyanensa</translation>
    </message>
    <message>
        <source>stalled</source>
        <translation type="unfinished">imile</translation>
    </message>
    <message>
        <source>no contact</source>
        <translation type="unfinished">akuxhumani</translation>
    </message>
</context>
<context>
    <name>StripWords</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 ku-%2</translation>
    </message>
    <message>
        <source>%1 · interrupted, trying again (%2)</source>
        <translation type="unfinished">%1 · kuphazamisekile, kuyazanywa futhi (%2)</translation>
    </message>
    <message>
        <source>%1 · checking and unpacking</source>
        <translation type="unfinished">%1 · kuyahlolwa futhi kuyavulwa</translation>
    </message>
    <message>
        <source>%1 · %2 a second</source>
        <translation type="unfinished">%1 · %2 ngomzuzwana</translation>
    </message>
    <message>
        <source>%1 · %2 left</source>
        <translation type="unfinished">%1 · kusele %2</translation>
    </message>
    <message>
        <source>The engine has come in part.</source>
        <translation type="unfinished">Ingxenye yenjini isifikile.</translation>
    </message>
    <message>
        <source>%1 of %2 are here; it goes on where it stopped.</source>
        <translation type="unfinished">%1 ku-%2 sekulapha; kuqhubeka lapho kume khona.</translation>
    </message>
    <message>
        <source>Go on (%1)</source>
        <translation type="unfinished">Qhubeka (%1)</translation>
    </message>
    <message>
        <source>This computer cannot train or talk yet: that needs the engine.</source>
        <translation type="unfinished">Le khompyutha ayikakwazi ukuqeqesha noma ukuxoxa: lokho kudinga injini.</translation>
    </message>
    <message>
        <source>%1 to fetch from PyPI, once; %2 on disk. Runs that are here can be read without it.</source>
        <translation type="unfinished">Kulandwa %1 ku-PyPI, kanye kuphela; %2 ediskini. Imisebenzi elapha ingafundwa ngaphandle kwayo.</translation>
    </message>
    <message>
        <source>Also train on this computer (%1)</source>
        <translation type="unfinished">Qeqesha nakule khompyutha (%1)</translation>
    </message>
    <message>
        <source>Fetching the engine. It goes on when this window closes.</source>
        <translation type="unfinished">Kulandwa injini. Kuyaqhubeka noma leli windi livalwa.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">Khansela</translation>
    </message>
    <message>
        <source>Try again (%1)</source>
        <translation type="unfinished">Zama futhi (%1)</translation>
    </message>
</context>
<context>
    <name>TestPage</name>
    <message>
        <source>By the way of asking alone it goes from %1 to %2, %3 on average. Choose one way below to see its doubt and its items.</source>
        <translation type="unfinished">Ngenxa yendlela yokubuza kuphela kusuka ku-%1 kuye ku-%2, ngokwesilinganiso %3. Khetha indlela eyodwa ngezansi ukuze ubone ukungabaza kwayo nemibuzo yayo.</translation>
    </message>
    <message>
        <source>Licence: %1.</source>
        <translation type="unfinished">Ilayisense: %1.</translation>
    </message>
    <message>
        <source>Choose one way of asking below: items are compared one by one.</source>
        <translation type="unfinished">Khetha indlela eyodwa yokubuza ngezansi: imibuzo iqhathaniswa ngawodwana.</translation>
    </message>
    <message>
        <source>Both models must have been asked this.</source>
        <translation type="unfinished">Zombili izimodeli kumelwe ngabe zibuzwe lokhu.</translation>
    </message>
    <message>
        <source>See the %1 flips</source>
        <translation type="unfinished">Bona izinguquko ezingu-%1</translation>
    </message>
    <message>
        <source>See the items</source>
        <translation type="unfinished">Bona imibuzo</translation>
    </message>
    <message>
        <source>The score differs by %1, with 95 % certainty between %2 and %3.</source>
        <translation type="unfinished">Amaphuzu ehluka ngo-%1, ngesiqiniseko esingu-95 % phakathi kuka-%2 no-%3.</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation type="unfinished">amaphuzu angu-%1</translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished">Hlola</translation>
    </message>
    <message>
        <source>Add test data…</source>
        <translation type="unfinished">Engeza idatha yokuhlola…</translation>
    </message>
    <message>
        <source>Ask a model…</source>
        <translation type="unfinished">Buza imodeli…</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished">Qhathanisa</translation>
    </message>
    <message>
        <source>Compare this model</source>
        <translation type="unfinished">Qhathanisa le modeli</translation>
    </message>
    <message>
        <source>with this one</source>
        <translation type="unfinished">nale</translation>
    </message>
    <message>
        <source>See the items behind this score</source>
        <translation type="unfinished">Bona imibuzo engemuva kwala maphuzu</translation>
    </message>
    <message>
        <source>Back to the scores</source>
        <translation type="unfinished">Buyela emaphuzwini</translation>
    </message>
    <message>
        <source>Search in the items</source>
        <translation type="unfinished">Sesha emibuzweni</translation>
    </message>
    <message>
        <source>Reading the evaluations…</source>
        <translation type="unfinished">Ifunda ukuhlolwa…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">Zama futhi</translation>
    </message>
    <message>
        <source>No test data is here yet. Drop the file of a test on this window, such as Belebele, AfriQA or SIB-200 in isiZulu, or choose it.</source>
        <translation type="unfinished">Ayikho idatha yokuhlola lapha okwamanje. Donsela ifayela lesivivinyo kuleli windi, njenge-Belebele, i-AfriQA noma i-SIB-200 ngesiZulu, noma ulikhethe.</translation>
    </message>
    <message>
        <source>The data of one task is here, and no model has been asked yet.</source>
        <translation type="unfinished">Idatha yesivivinyo esisodwa ilapha, ayikho imodeli esibuziwe okwamanje.</translation>
    </message>
    <message>
        <source>The data of %1 tasks is here, and no model has been asked yet.</source>
        <translation type="unfinished">Idatha yezivivinyo ezingu-%1 ilapha, ayikho imodeli esibuziwe okwamanje.</translation>
    </message>
    <message>
        <source>Tasks: %1. Models: %2. Bars are 95 % intervals, the line is the score of guessing.</source>
        <translation type="unfinished">Izivivinyo: %1. Izimodeli: %2. Imigoqo iyizikhawu zika-95 %, umugqa ungamaphuzu okuqagela.</translation>
    </message>
    <message>
        <source>What a model can do, and how far that can be trusted.</source>
        <translation type="unfinished">Lokho imodeli engakwenza, nokuthi kungathenjwa kangakanani.</translation>
    </message>
    <message>
        <source>no model</source>
        <translation type="unfinished">ayikho imodeli</translation>
    </message>
    <message>
        <source>with none</source>
        <translation type="unfinished">nayo neyodwa</translation>
    </message>
    <message>
        <source>%1, asked as %2: %3</source>
        <translation type="unfinished">%1, kubuzwe ngo-%2: %3</translation>
    </message>
    <message>
        <source>%1, asked as %2: %3 beside %4</source>
        <translation type="unfinished">%1, kubuzwe ngo-%2: %3 eceleni kwe-%4</translation>
    </message>
    <message>
        <source># Test

Rows are **tasks**, columns are **models**. A cell holds the score and, as a bar, the interval in which it lies with 95 % certainty; the thin line is the score of guessing. **Enter** opens the items behind a score.

1. **Add test data**: drop the file of a test on this window. It is copied into the project; nothing is downloaded.
2. **Ask a model**: an evaluation is a run. It goes on when this window closes, and can be paused, cancelled and gone on with: every answer is kept.
3. **Compare** two models: on how many items only one of them is right, and whether that can be chance.

Few items decide little: with 50 of them a score is uncertain by some 14 points.

Among the items, keys **1** to **4** give a native speaker&apos;s verdict and go on to the next item; **0** takes it back. Verdicts are kept with the evaluation; scores stay as they are.</source>
        <translation type="unfinished"># Hlola

Imigqa **iyizivivinyo**, amakholomu **ayizimodeli**. Iseli iphethe amaphuzu, nomgoqo oyisikhawu lapho akhona ngesiqiniseko esingu-95 %; umugqa omncane ungamaphuzu okuqagela. **Enter** uvula imibuzo engemuva kwamaphuzu.

1. **Engeza idatha yokuhlola**: donsela ifayela lesivivinyo kuleli windi. Likopishelwa kuphrojekthi; akukho okulandwayo.
2. **Buza imodeli**: ukuhlola kuwumsebenzi. Kuyaqhubeka uma leli windi livalwa, kungamiswa isikhashana, kukhanselwe futhi kuqhutshekwe nakho: zonke izimpendulo ziyagcinwa.
3. **Qhathanisa** izimodeli ezimbili: kumibuzo emingaki lapho kulungile eyodwa kuphela, nokuthi lokho kungaba yinhlanhla yini.

Imibuzo embalwa inquma kancane: ngengu-50 amaphuzu angabazeka ngamaphuzu angaba ngu-14.

Emibuzweni, okhiye **1** kuya ku-**4** banika isinqumo somuntu okhuluma ulimi baye embuzweni olandelayo; u-**0** uyasihoxisa. Izinqumo zigcinwa nokuhlola; amaphuzu ahlala enjalo.</translation>
    </message>
</context>
<context>
    <name>TestWork</name>
    <message>
        <source>The evaluation has begun. It goes on without this window.</source>
        <translation type="unfinished">Ukuhlola sekuqalile. Kuyaqhubeka ngaphandle kwaleli windi.</translation>
    </message>
    <message>
        <source>%1 evaluations have begun, one after the other. They go on without this window.</source>
        <translation type="unfinished">Ukuhlola okungu-%1 sekuqalile, ngakunye ngemva kokunye. Kuyaqhubeka ngaphandle kwaleli windi.</translation>
    </message>
    <message>
        <source>Taking in the data of %1</source>
        <translation type="unfinished">Ingenisa idatha ye-%1</translation>
    </message>
    <message>
        <source>%1 lines of it are broken and are left out.</source>
        <translation type="unfinished">Imigqa yayo engu-%1 yonakele, iyashiywa.</translation>
    </message>
    <message>
        <source>It is not the revision that the task was written for: compare its scores only with those of the same file.</source>
        <translation type="unfinished">Akuyona inguqulo isivivinyo esabhalelwa yona: qhathanisa amaphuzu ayo nalawo efayela elifanayo kuphela.</translation>
    </message>
    <message>
        <source>The data of %1 is here: %2 items.</source>
        <translation type="unfinished">Idatha ye-%1 ilapha: imibuzo engu-%2.</translation>
    </message>
</context>
<context>
    <name>TextImport</name>
    <message>
        <source>Import into %1</source>
        <translation type="unfinished">Ngenisa ku-%1</translation>
    </message>
    <message>
        <source>The import ended without a result</source>
        <translation type="unfinished">Ukungenisa kuphele kungekho mphumela</translation>
    </message>
    <message>
        <source>Nothing of this file was taken in. Import it again.</source>
        <translation type="unfinished">Akukho okungenisiwe kuleli fayela. Lingenise futhi.</translation>
    </message>
</context>
<context>
    <name>TextPage</name>
    <message>
        <source>Text</source>
        <translation type="unfinished">Umbhalo</translation>
    </message>
    <message>
        <source>Dataset to look at</source>
        <translation type="unfinished">Isethi yombhalo ozoyibheka</translation>
    </message>
    <message>
        <source>Remove dataset…</source>
        <translation type="unfinished">Susa isethi yombhalo…</translation>
    </message>
    <message>
        <source>Add text…</source>
        <translation type="unfinished">Engeza umbhalo…</translation>
    </message>
    <message>
        <source>Search in the documents</source>
        <translation type="unfinished">Sesha emibhalweni</translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation type="unfinished">Sula izihlungi</translation>
    </message>
    <message>
        <source>Note a licence…</source>
        <translation type="unfinished">Bhala ilayisense…</translation>
    </message>
    <message>
        <source>Read the chosen document</source>
        <translation type="unfinished">Funda umbhalo okhethiwe</translation>
    </message>
    <message>
        <source>Remove this dataset…</source>
        <translation type="unfinished">Susa le sethi yombhalo…</translation>
    </message>
    <message>
        <source>The dataset “%1” is gone.</source>
        <translation type="unfinished">Isethi yombhalo “%1” ayisekho.</translation>
    </message>
    <message>
        <source>It was removed or moved outside this window.</source>
        <translation type="unfinished">Isuswe noma ihanjiswe ngaphandle kwaleli windi.</translation>
    </message>
    <message>
        <source>What the model will learn from, and where it came from.</source>
        <translation type="unfinished">Lokho imodeli ezofunda kukho, nalapho kuvela khona.</translation>
    </message>
    <message>
        <source>%1 with unclear licence</source>
        <translation type="unfinished">engu-%1 enelayisense engacacile</translation>
    </message>
    <message>
        <source>Back to the form</source>
        <translation type="unfinished">Buyela efomini</translation>
    </message>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>Text (%1)</source>
        <translation type="unfinished">Umbhalo (%1)</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation type="unfinished">Wonke amafayela (%1)</translation>
    </message>
    <message>
        <source>Nothing was taken in.</source>
        <translation type="unfinished">Akukho okungenisiwe.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished">Hlehlisa</translation>
    </message>
    <message>
        <source>Noted for %1: %2.</source>
        <translation type="unfinished">Kubhaliwe (%1): %2.</translation>
    </message>
    <message>
        <source>licence not known</source>
        <translation type="unfinished">ilayisense ayaziwa</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation type="unfinished">Kuhlehlisiwe.</translation>
    </message>
    <message>
        <source>Make conversations…</source>
        <translation type="unfinished">Yenza izingxoxo…</translation>
    </message>
    <message>
        <source>See conversations as the trainer does, or as they were taken in</source>
        <translation type="unfinished">Bona izingxoxo njengomqeqeshi, noma njengoba zingenisiwe</translation>
    </message>
    <message>
        <source>Make conversations in two languages…</source>
        <translation type="unfinished">Yenza izingxoxo ngezilimi ezimbili…</translation>
    </message>
    <message>
        <source>There is no text yet. Drop files here, plain text (TXT), JSON lines, conversations (JSONL, JSON), translated pairs (TSV) or messages (MO), or choose them.</source>
        <translation type="unfinished">Awukho umbhalo okwamanje. Donsela amafayela lapha, umbhalo ongafomethiwe (TXT), i-JSON lines, izingxoxo (JSONL, JSON), amapheya ahunyushiwe (TSV) noma imilayezo (MO), noma uwakhethe.</translation>
    </message>
    <message>
        <source># Text

A **dataset** is a collection of texts that a model can learn from. Each file that you take in is a **source**, with its licence and where it came from; each source is cut into **documents**.

1. **Add text**: drop files on the window, or press Ctrl+I. Plain text (UTF-8), JSON lines and gettext catalogues can be read.
2. **Hold out** a part. The model never trains on it, so it tells whether the model has learned the language. Near-duplicates and translations of one text stay on one side.
3. **Look** at what came in: search with Ctrl+F, filter by source, language and split, and read a document as a whole at the right.

A dataset of **conversations** can also be seen as the trainer sees it (Ctrl+M): written in the model&apos;s form, cut into word pieces, with what is learnt and what is cut off.

A licence that is not known is a warning: a model made of such text cannot be published. Note it when you find it out (Ctrl+L).</source>
        <translation type="unfinished"># Umbhalo

**Isethi yombhalo** iyiqoqo lemibhalo imodeli engafunda kuyo. Ifayela ngalinye olingenisayo libizwa ngokuthi **umthombo**, linelayisense yalo nalapho livela khona; umthombo ngamunye unqunywa ube **amadokhumenti**.

1. **Engeza umbhalo**: donsela amafayela ewindini, noma ucindezele Ctrl+I. Kungafundwa umbhalo ongafomethiwe (UTF-8), i-JSON lines namakhathalogi e-gettext.
2. **Godla** ingxenye. Imodeli ayilokothi iqeqeshwe ngayo, ngakho ikhombisa ukuthi imodeli isilufundile yini ulimi. Imibhalo ecishe ifane nezinguqulo zombhalo owodwa zihlala hlangothini lunye.
3. **Bheka** okungenile: sesha nge-Ctrl+F, hlunga ngomthombo, ngolimi nangokuhlukaniswa, ufunde umbhalo uphelele ngakwesokudla.

Isethi **yezingxoxo** ingabonwa nanjengoba ibonwa ngumqeqeshi (Ctrl+M): ibhalwe ngesakhiwo semodeli, inqunywe ibe yizingcezu zamagama, kuboniswe okufundwayo nokunqunyiwe.

Ilayisense engaziwa iyisexwayiso: imodeli eyenziwe ngombhalo onjalo ayinakushicilelwa. Yibhale uma usuyitholile (Ctrl+L).</translation>
    </message>
    <message>
        <source>As taken in</source>
        <translation type="unfinished">Njengoba kungenisiwe</translation>
    </message>
    <message>
        <source>As the trainer sees it</source>
        <translation type="unfinished">Njengoba ibonwa ngumqeqeshi</translation>
    </message>
    <message>
        <source>Ways to see the conversations</source>
        <translation type="unfinished">Izindlela zokubona izingxoxo</translation>
    </message>
</context>
<context>
    <name>TextWork</name>
    <message>
        <source>Left out: %1.</source>
        <translation type="unfinished">Okushiyiwe: %1.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished">%1 %</translation>
    </message>
    <message>
        <source>Share of the documents to hold out</source>
        <translation type="unfinished">Ingxenye yemibhalo ezogodlwa</translation>
    </message>
    <message>
        <source>Taking text into “%1”</source>
        <translation type="unfinished">Kungeniswa umbhalo ku-“%1”</translation>
    </message>
    <message>
        <source>%1 so far. It goes on when you close the window.</source>
        <translation type="unfinished">Kuze kube manje: %1. Kuyaqhubeka noma uvala iwindi.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished">Misa</translation>
    </message>
    <message>
        <source>The import was stopped: nothing of these files was taken in.</source>
        <translation type="unfinished">Ukungenisa kumisiwe: akukho okungenisiwe kulawa mafayela.</translation>
    </message>
    <message>
        <source>Back to the form</source>
        <translation type="unfinished">Buyela efomini</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">Vala</translation>
    </message>
    <message>
        <source>Took %1 (%2) from %3 into “%4”.</source>
        <translation type="unfinished">Kungeniswe ku-“%4”: %1 (%2), kufundwe %3.</translation>
    </message>
    <message>
        <source>Holding text out of “%1”…</source>
        <translation type="unfinished">Kugodlwa umbhalo ku-“%1”…</translation>
    </message>
    <message>
        <source>Near-duplicates and translations are put together first.</source>
        <translation type="unfinished">Imibhalo ecishe ifane nezinguqulo kuhlanganiswa kuqala.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">Zama futhi</translation>
    </message>
    <message>
        <source>Next: hold some text out of training.</source>
        <translation type="unfinished">Okulandelayo: godla umbhalo othile okungezukuqeqeshwa ngawo.</translation>
    </message>
    <message>
        <source>Next: split again, %1 came in since the last time.</source>
        <translation type="unfinished">Okulandelayo: hlukanisa futhi, kungene %1 kusukela ngesikhathi esedlule.</translation>
    </message>
    <message>
        <source>The model never sees the held-out part; on it you can tell whether it has learned the language or only the text by heart. Nothing trains on text that is not split.</source>
        <translation type="unfinished">Imodeli ayilokothi iyibone ingxenye egodliwe; ngayo ungabona ukuthi isilufundile yini ulimi noma ibambe umbhalo ngekhanda nje. Akukho okuqeqeshwa ngombhalo ongahlukanisiwe.</translation>
    </message>
    <message>
        <source>Hold out</source>
        <translation type="unfinished">Godla</translation>
    </message>
    <message>
        <source>Hold text out of %1</source>
        <translation type="unfinished">Godla umbhalo ku-%1</translation>
    </message>
    <message>
        <source>Held out %1 of %2. None of these texts is left for training.</source>
        <translation type="unfinished">Kugodliwe okungu-%1 (sekukonke: %2). Awukho kule mibhalo osalele ukuqeqesha.</translation>
    </message>
    <message>
        <source>Remove “%1” with its %2 and the tokens made of them? It cannot be undone.</source>
        <translation type="unfinished">Kususwe i-“%1” nokuqukethwe yiyo (%2) namathokheni enziwe ngakho? Lokhu akunakuhlehliswa.</translation>
    </message>
    <message>
        <source>Runs and models that were made from it stay. The files that you took in are not touched.</source>
        <translation type="unfinished">Imisebenzi namamodeli okwenziwe ngayo kuyasala. Amafayela owangenisile awathintwa.</translation>
    </message>
    <message>
        <source>Remove it: frees %1</source>
        <translation type="unfinished">Yisuse: kukhulula u-%1</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished">Yigcine</translation>
    </message>
    <message>
        <source>Removed “%1”: %2 freed.</source>
        <translation type="unfinished">Kususwe i-“%1”: kukhululwe u-%2.</translation>
    </message>
    <message>
        <source>Make conversations</source>
        <translation type="unfinished">Yenza izingxoxo</translation>
    </message>
    <message>
        <source>Making conversations</source>
        <translation type="unfinished">Kwenziwa izingxoxo</translation>
    </message>
    <message>
        <source>It goes on when you close the window.</source>
        <translation type="unfinished">Kuyaqhubeka noma uvala iwindi.</translation>
    </message>
    <message>
        <source>Stopped: no conversations were made.</source>
        <translation type="unfinished">Kumisiwe: azikho izingxoxo ezenziwe.</translation>
    </message>
    <message>
        <source>Made %1 conversations of %2 pairs into “%3”.</source>
        <translation type="unfinished">Kwenziwe izingxoxo ezingu-%1 ngamapheya angu-%2 ku-“%3”.</translation>
    </message>
</context>
<context>
    <name>TokenPopup</name>
    <message>
        <source>new line</source>
        <translation type="unfinished">umugqa omusha</translation>
    </message>
    <message>
        <source>space</source>
        <translation type="unfinished">isikhala</translation>
    </message>
    <message>
        <source>under %L1 %</source>
        <translation type="unfinished">ngaphansi kuka-%L1 %</translation>
    </message>
    <message>
        <source>%L1 %</source>
        <translation type="unfinished">%L1 %</translation>
    </message>
    <message>
        <source>first choice</source>
        <translation type="unfinished">inketho yokuqala</translation>
    </message>
    <message>
        <source>2nd choice</source>
        <translation type="unfinished">inketho yesi-2</translation>
    </message>
    <message>
        <source>3rd choice</source>
        <translation type="unfinished">inketho yesi-3</translation>
    </message>
    <message>
        <source>choice number %L1</source>
        <translation type="unfinished">inketho engunombolo %L1</translation>
    </message>
    <message>
        <source>one character of %L1 tokens</source>
        <translation type="unfinished">uhlamvu olulodwa lwamathokheni angu-%L1</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished">Izilungiselelo</translation>
    </message>
    <message>
        <source>No project</source>
        <translation type="unfinished">Ayikho iphrojekthi</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation type="unfinished">Iphrojekthi: %1</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation type="unfinished">Iphrojekthi entsha…</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation type="unfinished">Vula iphrojekthi…</translation>
    </message>
    <message>
        <source>Close this project</source>
        <translation type="unfinished">Vala le phrojekthi</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation type="unfinished">Ulimi: %1</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished">Imibala</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished">Njengesistimu</translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished">Okukhanyayo</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished">Okumnyama</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished">Usayizi wombhalo</translation>
    </message>
    <message>
        <source>All actions…</source>
        <translation type="unfinished">Zonke izenzo…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished">Izinqamuleli zekhibhodi</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Start</source>
        <translation type="unfinished">Qala</translation>
    </message>
    <message>
        <source>Wait until it has ended</source>
        <translation type="unfinished">Linda uze uphele</translation>
    </message>
    <message>
        <source>Run beside it</source>
        <translation type="unfinished">Sebenzisa kanye nawo</translation>
    </message>
    <message>
        <source>Looking at models and texts</source>
        <translation type="unfinished">Kubhekwa amamodeli nemibhalo</translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished">Qeqesha</translation>
    </message>
    <message>
        <source>Form</source>
        <translation type="unfinished">Ifomu</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation type="unfinished">YAML</translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished">Umyalelo</translation>
    </message>
    <message>
        <source>Ways to see the configuration</source>
        <translation type="unfinished">Izindlela zokubona inhlanganiselo</translation>
    </message>
    <message>
        <source>Show it in the YAML</source>
        <translation type="unfinished">Kubonise ku-YAML</translation>
    </message>
    <message>
        <source>Go on with what the form shows</source>
        <translation type="unfinished">Qhubeka ngokuboniswa yifomu</translation>
    </message>
    <message>
        <source>The YAML was written anew from the form.</source>
        <translation type="unfinished">I-YAML ibhalwe kabusha kusuka efomini.</translation>
    </message>
    <message>
        <source>Start the run, or put it in the queue</source>
        <translation type="unfinished">Qala umsebenzi, noma uwufake kulayini</translation>
    </message>
    <message>
        <source>Rehearse</source>
        <translation type="unfinished">Zama kuqala</translation>
    </message>
    <message>
        <source>Propose a first run</source>
        <translation type="unfinished">Phakamisa umsebenzi wokuqala</translation>
    </message>
    <message>
        <source>More settings or fewer</source>
        <translation type="unfinished">Izilungiselelo eziningi noma ezimbalwa</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation type="unfinished">Bonisa: %1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished">Bheka futhi</translation>
    </message>
    <message>
        <source>Training starts from a model, and there is none in this project yet.</source>
        <translation type="unfinished">Ukuqeqesha kuqala ngemodeli, kodwa ayikho okwamanje kule phrojekthi.</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation type="unfinished">Thola imodeli</translation>
    </message>
    <message>
        <source>A model learns from text, and there is none in this project yet.</source>
        <translation type="unfinished">Imodeli ifunda embhalweni, kodwa awukho okwamanje kule phrojekthi.</translation>
    </message>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>%1 steps only test the machinery; answers will still be nonsense.</source>
        <translation type="unfinished">Izinyathelo ezingu-%1 zihlola nje ukuthi konke kuyasebenza; izimpendulo zizobe zingakabi nangqondo.</translation>
    </message>
    <message>
        <source>The YAML cannot be read: %1. The form shows what could be read last.</source>
        <translation type="unfinished">I-YAML ayifundeki: %1. Ifomu libonisa okugcine ukufundeka.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished">Iyaqala…</translation>
    </message>
    <message>
        <source>Start %1 steps</source>
        <translation type="unfinished">Qala izinyathelo ezingu-%1</translation>
    </message>
    <message>
        <source>Teach a model from your text. It goes on when this window closes.</source>
        <translation type="unfinished">Fundisa imodeli ngombhalo wakho. Kuyaqhubeka noma leli windi livalwa.</translation>
    </message>
    <message>
        <source>%1 is live. Beside it, both get slower.</source>
        <translation type="unfinished">Umsebenzi %1 uyasebenza. Uma isebenza kanyekanye, yomibili iyanensa.</translation>
    </message>
    <message>
        <source>Wait until they have ended</source>
        <translation type="unfinished">Linda ize iphele</translation>
    </message>
    <message>
        <source>Run beside them</source>
        <translation type="unfinished">Sebenzisa kanye nayo</translation>
    </message>
    <message>
        <source>%1 runs are live or waiting. Beside them, all get slower.</source>
        <translation type="unfinished">Imisebenzi engu-%1 iyasebenza noma ilindile. Uma isebenza kanyekanye, yonke iyanensa.</translation>
    </message>
    <message>
        <source>or at once, beside the live run:</source>
        <translation type="unfinished">noma ngokushesha, kanye nomsebenzi osebenzayo:</translation>
    </message>
    <message>
        <source>The configuration is written to that file when you press Start or Copy. It is what the tab YAML shows.</source>
        <translation type="unfinished">Inhlanganiselo ibhalwa kulelo fayela uma ucindezela u-Qala noma u-Kopisha. Yilokho okuboniswa yithebhu ye-YAML.</translation>
    </message>
    <message>
        <source>The YAML has a mistake.</source>
        <translation type="unfinished">I-YAML inephutha.</translation>
    </message>
    <message>
        <source>Under the field stands what is allowed.</source>
        <translation type="unfinished">Okuvumelekile kubhalwe ngaphansi kwenkambu.</translation>
    </message>
    <message>
        <source>A first run is proposed.</source>
        <translation type="unfinished">Kuphakanyiswe umsebenzi wokuqala.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished">Hlehlisa</translation>
    </message>
    <message>
        <source>A run of %1 is proposed.</source>
        <translation type="unfinished">Kuphakanyiswe umsebenzi we-%1.</translation>
    </message>
    <message>
        <source>The configuration of %1 cannot be read.</source>
        <translation type="unfinished">Inhlanganiselo ye-%1 ayifundeki.</translation>
    </message>
    <message>
        <source>Is the run still there?</source>
        <translation type="unfinished">Ingabe umsebenzi usekhona?</translation>
    </message>
    <message>
        <source>These are the settings of %1, with free names.</source>
        <translation type="unfinished">Lezi yizilungiselelo ze-%1, ezinamagama angakasetshenziswa.</translation>
    </message>
    <message>
        <source>Loaded %1 as a configuration of a run.</source>
        <translation type="unfinished">I-%1 ilayishwe njengenhlanganiselo yomsebenzi.</translation>
    </message>
    <message>
        <source>bafo said nothing of the run that it was to start.</source>
        <translation type="unfinished">i-bafo ayishongo lutho ngomsebenzi obekumele iwuqale.</translation>
    </message>
    <message>
        <source>Look at Runs whether it is there; otherwise try it in a terminal: %1</source>
        <translation type="unfinished">Bheka kuMisebenzi ukuthi ukhona yini; kungenjalo wuzame kuthemina: %1</translation>
    </message>
    <message>
        <source>The run has started.</source>
        <translation type="unfinished">Umsebenzi usuqalile.</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation type="unfinished">Wubuke</translation>
    </message>
    <message>
        <source>A field has no value.</source>
        <translation type="unfinished">Inkambu ayinanani.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation type="unfinished">%1: %2.</translation>
    </message>
    <message>
        <source>%1 is paused: it ends only after you resume it.</source>
        <translation type="unfinished">I-%1 imisiwe: iphela kuphela uma usuyiqhube futhi.</translation>
    </message>
    <message>
        <source>%1 runs are live or waiting.</source>
        <translation type="unfinished">Imisebenzi engu-%1 iyasebenza noma ilindile.</translation>
    </message>
    <message>
        <source>or in the queue, once the others have ended:</source>
        <translation type="unfinished">noma emugqeni, uma eminye isiphelile:</translation>
    </message>
    <message>
        <source>This run needs more memory than is free.</source>
        <translation type="unfinished">Lokhu kuqeqesha kudinga inkumbulo engaphezu kwekhululekile.</translation>
    </message>
    <message>
        <source>The system may end it, or another program. Beside the form stands what would make it fit.</source>
        <translation type="unfinished">Isistimu ingase ikumise, noma olunye uhlelo. Eceleni kwefomu kukhona okungenza kungene.</translation>
    </message>
    <message>
        <source>Start it all the same</source>
        <translation type="unfinished">Qala noma kunjalo</translation>
    </message>
    <message>
        <source># Train

The form is filled with a first run that you can start at once: your newest model, your text, 30 steps.

- **Go on reading** (continued pretraining) reads texts: the model learns the language. **Teach to answer** (instructions) learns from conversations, as a rule with an adapter: see what each way to train would hold in memory. Each keeps a form of its own.
- **Form, YAML, Command** are three views of one configuration; change it where you like.
- **Rehearse** trains a few steps for real and tells how long the whole run will take, how much memory and how much disk.
- **Start** begins the run. It goes on when the window or the terminal closes. Where another run is live, you decide whether this one waits or runs beside it.
- Drop a YAML file here to load it.</source>
        <translation type="unfinished"># Qeqesha

Ifomu ligcwaliswe ngomsebenzi wokuqala ongawuqala khona manje: imodeli yakho entsha kunazo zonke, umbhalo wakho, izinyathelo ezingu-30.

- **Qhubeka nokufunda** (ukuqeqesha okuqhubekayo) kufunda imibhalo: imodeli ifunda ulimi. **Fundisa ukuphendula** (imiyalelo) kufunda ezingxoxweni, ngokuvamile ngesengezo: bheka ukuthi indlela ngayinye ingathatha imemori engakanani. Ngayinye inefomu layo.
- **Ifomu, YAML, Umyalelo** kuyizindlela ezintathu zokubona inhlanganiselo eyodwa; yishintshe lapho uthanda khona.
- **Zama kuqala** kuqeqesha izinyathelo ezimbalwa ngempela, kukutshele ukuthi wonke umsebenzi uzothatha isikhathi esingakanani, inkumbulo engakanani nediski engakanani.
- **Qala** kuqala umsebenzi. Uyaqhubeka noma iwindi noma itheminali ivalwa. Uma omunye umsebenzi usebenza, nguwe onqumayo ukuthi lo uyalinda noma usebenza kanye nawo.
- Donsela ifayela le-YAML lapha ukuze ulilayishe.</translation>
    </message>
    <message>
        <source>A model learns to answer from conversations, and there are none in this project yet: questions with answers as JSON lines, or made of translated texts.</source>
        <translation type="unfinished">Imodeli ifunda ukuphendula ezingxoxweni, kanti azikho kule phrojekthi okwamanje: imibuzo enezimpendulo njenge-JSON lines, noma ezenziwe ngemibhalo ehunyushiwe.</translation>
    </message>
    <message>
        <source>Add conversations</source>
        <translation type="unfinished">Engeza izingxoxo</translation>
    </message>
    <message>
        <source>Make them of translations</source>
        <translation type="unfinished">Zenze ngezinguqulo</translation>
    </message>
    <message>
        <source>Teach a model to answer. It goes on when this window closes.</source>
        <translation type="unfinished">Fundisa imodeli ukuphendula. Kuyaqhubeka noma leli windi livalwa.</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished">Ingxoxo</translation>
    </message>
</context>
<context>
    <name>TranscriptWords</name>
    <message>
        <source>System text</source>
        <translation type="unfinished">Umbhalo wesistimu</translation>
    </message>
</context>
<context>
    <name>ValueWords</name>
    <message>
        <source>%1, bits per byte</source>
        <translation type="unfinished">%1, amabhithi ngebhayithi</translation>
    </message>
    <message>
        <source>%1, from</source>
        <translation type="unfinished">%1, kusuka</translation>
    </message>
    <message>
        <source>%1, to</source>
        <translation type="unfinished">%1, kuya</translation>
    </message>
</context>
<context>
    <name>VariantSwitch</name>
    <message>
        <source>The variant before</source>
        <translation type="unfinished">Inguqulo engaphambili</translation>
    </message>
    <message>
        <source>The next variant</source>
        <translation type="unfinished">Inguqulo elandelayo</translation>
    </message>
    <message>
        <source>%L1 of %L2</source>
        <translation type="unfinished">%L1 kwezingu-%L2</translation>
    </message>
</context>
<context>
    <name>VerdictWords</name>
    <message>
        <source>Right</source>
        <comment>verdict</comment>
        <translation type="unfinished">Kulungile</translation>
    </message>
    <message>
        <source>Partly</source>
        <comment>verdict</comment>
        <translation type="unfinished">Ngokwengxenye</translation>
    </message>
    <message>
        <source>Wrong</source>
        <comment>verdict</comment>
        <translation type="unfinished">Akulungile</translation>
    </message>
    <message>
        <source>Bad item</source>
        <comment>verdict</comment>
        <translation type="unfinished">Umbuzo ombi</translation>
    </message>
    <message>
        <source>Takes the verdict back.</source>
        <translation type="unfinished">Ihoxisa isinqumo.</translation>
    </message>
    <message>
        <source>The model&apos;s answer is right, whatever was expected.</source>
        <translation type="unfinished">Impendulo yemodeli ilungile, noma ngabe bekulindelwe ini.</translation>
    </message>
    <message>
        <source>The answer is right in part.</source>
        <translation type="unfinished">Impendulo ilungile ngokwengxenye.</translation>
    </message>
    <message>
        <source>The model&apos;s answer is wrong.</source>
        <translation type="unfinished">Impendulo yemodeli ayilungile.</translation>
    </message>
    <message>
        <source>The question or the expected answer is at fault, not the model.</source>
        <translation type="unfinished">Iphutha lisembuzweni noma empendulweni elindelekile, hhayi kumodeli.</translation>
    </message>
</context>
<context>
    <name>WarningWords</name>
    <message>
        <source>Compute %1 at once</source>
        <translation type="unfinished">Bala %1 ngasikhathi sinye</translation>
    </message>
    <message>
        <source>End at %1</source>
        <translation type="unfinished">Phetha ngo-%1</translation>
    </message>
    <message>
        <source>There is no model %1 in this project.</source>
        <translation type="unfinished">Ayikho imodeli %1 kule phrojekthi.</translation>
    </message>
    <message>
        <source>Open Models</source>
        <translation type="unfinished">Vula Amamodeli</translation>
    </message>
    <message>
        <source>There is no text %1 in this project.</source>
        <translation type="unfinished">Awukho umbhalo %1 kule phrojekthi.</translation>
    </message>
    <message>
        <source>Open Text</source>
        <translation type="unfinished">Vula Umbhalo</translation>
    </message>
    <message>
        <source>There is a model %1 already, or a run is making it.</source>
        <translation type="unfinished">Imodeli %1 isikhona, noma kukhona umsebenzi oyenzayo.</translation>
    </message>
    <message>
        <source>Call it %1</source>
        <translation type="unfinished">Yibize ngokuthi %1</translation>
    </message>
    <message>
        <source>%1 sees at most %2 word pieces at once.</source>
        <translation type="unfinished">I-%1 ibona izingcezu zamagama ezingeqile ku-%2 ngasikhathi sinye.</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation type="unfinished">Sebenzisa u-%1</translation>
    </message>
    <message>
        <source>The model reads what %1 measures: the figures would flatter it.</source>
        <translation type="unfinished">Imodeli ifunda lokho i-%1 ekukalayo: izinombolo zingayenza ibukeke ingcono kunalokho eyikho.</translation>
    </message>
    <message>
        <source>Read only the train part</source>
        <translation type="unfinished">Funda ingxenye yokuqeqesha kuphela</translation>
    </message>
    <message>
        <source>Measure the held-out part</source>
        <translation type="unfinished">Kala ingxenye egodliwe</translation>
    </message>
    <message>
        <source>%1: %2 documents came after the last split and are not read.</source>
        <translation type="unfinished">%1: amadokhumenti angu-%2 afike ngemva kokuhlukanisa kokugcina futhi awafundwa.</translation>
    </message>
    <message>
        <source>%1 is not split yet: nothing is held out to measure with.</source>
        <translation type="unfinished">I-%1 ayikahlukaniswa: akukho okugodliwe kokukala.</translation>
    </message>
    <message>
        <source>Split it</source>
        <translation type="unfinished">Yihlukanise</translation>
    </message>
    <message>
        <source>%1 has no text of language %2 in the part %3.</source>
        <translation type="unfinished">I-%1 ayinawo umbhalo wolimi %2 engxenyeni %3.</translation>
    </message>
    <message>
        <source>Held-out text: %1 has nothing of language %2 in the part %3.</source>
        <translation type="unfinished">Umbhalo ogodliwe: i-%1 ayinalutho lolimi %2 engxenyeni %3.</translation>
    </message>
    <message>
        <source>No held-out text: you will not see whether the model gets better.</source>
        <translation type="unfinished">Awukho umbhalo ogodliwe: ngeke ubone ukuthi imodeli iyathuthuka yini.</translation>
    </message>
    <message>
        <source>Measure the held-out text</source>
        <translation type="unfinished">Kala umbhalo ogodliwe</translation>
    </message>
    <message>
        <source>The warm-up (%1 steps) is as long as the run: the learning rate never gets to its height.</source>
        <translation type="unfinished">Ukufudumeza (izinyathelo ezingu-%1) kude njengomsebenzi wonke: isivinini sokufunda asifiki esiqongweni saso.</translation>
    </message>
    <message>
        <source>Warm up for %1</source>
        <translation type="unfinished">Fudumeza ngezinyathelo ezingu-%1</translation>
    </message>
    <message>
        <source>The text ends before step %1.</source>
        <translation type="unfinished">Umbhalo uphela ngaphambi kwesinyathelo %1.</translation>
    </message>
    <message>
        <source>Read it more often</source>
        <translation type="unfinished">Wufunde kaningi</translation>
    </message>
    <message>
        <source>The disk is too small: %1 are needed, %2 are free.</source>
        <translation type="unfinished">Idiski incane kakhulu: kudingeka u-%1, okukhululekile u-%2.</translation>
    </message>
    <message>
        <source>Keep 2 saved points</source>
        <translation type="unfinished">Gcina izindawo ezigciniwe ezi-2</translation>
    </message>
    <message>
        <source>The licence of %1 is unknown: you may not be allowed to share the model.</source>
        <translation type="unfinished">Ilayisense ye-%1 ayaziwa: kungenzeka ungavunyelwa ukwabelana ngemodeli.</translation>
    </message>
    <message>
        <source>The licences of %1 sources are unknown: you may not be allowed to share the model.</source>
        <translation type="unfinished">Amalayisense emithombo engu-%1 awaziwa: kungenzeka ungavunyelwa ukwabelana ngemodeli.</translation>
    </message>
    <message>
        <source>Review licences</source>
        <translation type="unfinished">Buyekeza amalayisense</translation>
    </message>
    <message>
        <source>The weights of %1 are not here.</source>
        <translation type="unfinished">Izisindo ze-%1 azikho lapha.</translation>
    </message>
    <message>
        <source>The memory is too small: %1 are needed, %2 are free.</source>
        <translation type="unfinished">Inkumbulo incane kakhulu: kudingeka u-%1, kukhululekile u-%2.</translation>
    </message>
    <message>
        <source>A shorter context, a smaller model or a larger machine would help.</source>
        <translation type="unfinished">Umongo omfushane, imodeli encane noma umshini omkhulu ungasiza.</translation>
    </message>
    <message>
        <source>This run learns from conversations; %1 holds texts.</source>
        <translation type="unfinished">Lo msebenzi ufunda ezingxoxweni; %1 inemibhalo.</translation>
    </message>
    <message>
        <source>This run reads texts; %1 holds conversations.</source>
        <translation type="unfinished">Lo msebenzi ufunda imibhalo; %1 inezingxoxo.</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation type="unfinished">Yishiye ngaphandle</translation>
    </message>
    <message>
        <source>Conversations can only be measured in a run that learns from them.</source>
        <translation type="unfinished">Izingxoxo zingakalwa kuphela emsebenzini ofunda kuzo.</translation>
    </message>
    <message>
        <source>Do not measure them</source>
        <translation type="unfinished">Ungazikali</translation>
    </message>
    <message>
        <source>%1 has learnt no form of conversations, or one that is not known here.</source>
        <translation type="unfinished">%1 ayifundanga isakhiwo sezingxoxo, noma yafunda esingaziwa lapha.</translation>
    </message>
    <message>
        <source>Use alpaca</source>
        <translation type="unfinished">Sebenzisa i-alpaca</translation>
    </message>
    <message>
        <source>%1 was given no new word pieces, so there are none to train.</source>
        <translation type="unfinished">%1 ayinikwanga izingcezu zamagama ezintsha, ngakho azikho ezizoqeqeshwa.</translation>
    </message>
    <message>
        <source>Train the layers only</source>
        <translation type="unfinished">Qeqesha izendlalelo kuphela</translation>
    </message>
    <message>
        <source>%1 of %2 conversations are longer than the context and lose their end.</source>
        <translation type="unfinished">Izingxoxo ezingu-%1 kwezingu-%2 zinde kunomongo, zilahlekelwa yisiphetho.</translation>
    </message>
    <message>
        <source>%1 of %2 are left out: their first answer begins behind it.</source>
        <translation type="unfinished">Kushiywa ezingu-%1 kwezingu-%2: impendulo yokuqala iqala ngemva kwawo.</translation>
    </message>
</context>
<context>
    <name>WayWords</name>
    <message>
        <source>Keep the adapter</source>
        <translation type="unfinished">Gcina isengezo</translation>
    </message>
    <message>
        <source>A whole model from the base&apos;s own weights.</source>
        <translation type="unfinished">Imodeli ephelele evela ezisindweni zesisekelo uqobo.</translation>
    </message>
    <message>
        <source>A whole model from what the base&apos;s 4 bits stand for.</source>
        <translation type="unfinished">Imodeli ephelele evela kulokho okushiwo ngamabhithi angu-4 esisekelo.</translation>
    </message>
    <message>
        <source>Nothing is written: base and adapter are loaded together.</source>
        <translation type="unfinished">Akubhalwa lutho: isisekelo nesengezo kulayishwa ndawonye.</translation>
    </message>
    <message>
        <source>Into 16 bits</source>
        <translation type="unfinished">Kumabhithi angu-16</translation>
    </message>
    <message>
        <source>Into 4 bits</source>
        <translation type="unfinished">Kumabhithi angu-4</translation>
    </message>
</context>
<context>
    <name>WelcomeView</name>
    <message>
        <source>Teach a language model your language</source>
        <translation type="unfinished">Fundisa imodeli yolimi ulimi lwakho</translation>
    </message>
    <message>
        <source>Gather text, grow the vocabulary, train, compare and talk. Everything stays on this computer.</source>
        <translation type="unfinished">Qoqa umbhalo, khulisa isilulumagama, qeqesha, qhathanisa, uxoxe. Konke kuhlala kule khompyutha.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished">Iphrojekthi entsha</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation type="unfinished">Vula iphrojekthi</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation type="unfinished">Amaphrojekthi akamuva</translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished">Vula</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation type="unfinished">Vula i-%1</translation>
    </message>
    <message>
        <source>Open the example</source>
        <translation type="unfinished">Vula isibonelo</translation>
    </message>
    <message>
        <source>The example is a finished small project: a model that learned some isiZulu in ten minutes, with its curves, scores and a recorded chat. 4 MB; the models&apos; weights are not in it.</source>
        <translation type="unfinished">Isibonelo siyiphrojekthi encane eqediwe: imodeli efunde isiZulu esincane ngemizuzu eyishumi, namajika ayo, amaphuzu nengxoxo eqoshiwe. 4 MB; izisindo zamamodeli azikho kuyo.</translation>
    </message>
</context>
<context>
    <name>WordsPage</name>
    <message>
        <source>Word pieces</source>
        <translation type="unfinished">Izingcezu zamagama</translation>
    </message>
    <message>
        <source>How the model cuts your language into pieces. Fewer pieces: faster, cheaper, more text in view.</source>
        <translation type="unfinished">Indlela imodeli enquma ngayo ulimi lwakho lube izingcezu. Izingcezu ezimbalwa: kuyashesha, kushibhile, kubonakala umbhalo omningi.</translation>
    </message>
    <message>
        <source>Grow the vocabulary</source>
        <translation type="unfinished">Khulisa isilulumagama</translation>
    </message>
    <message>
        <source>Search the new pieces</source>
        <translation type="unfinished">Sesha ezingcezwini ezintsha</translation>
    </message>
    <message>
        <source>A sentence of yours</source>
        <translation type="unfinished">Umusho wakho</translation>
    </message>
    <message>
        <source>Another sentence from my text</source>
        <translation type="unfinished">Omunye umusho ovela embhalweni wami</translation>
    </message>
    <message>
        <source>Without figures there is no list of new pieces.</source>
        <translation type="unfinished">Ngaphandle kwezibalo alukho uhlu lwezingcezu ezintsha.</translation>
    </message>
    <message>
        <source>Word pieces belong to a model, and the project has none yet.</source>
        <translation type="unfinished">Izingcezu zamagama zingezemodeli, kodwa iphrojekthi ayikabi nayo.</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation type="unfinished">Thola imodeli</translation>
    </message>
    <message>
        <source>Add text</source>
        <translation type="unfinished">Engeza umbhalo</translation>
    </message>
    <message>
        <source>Growing teaches the tokenizer longer pieces of your language, behind the old ones. They will stand here, with what each saves.</source>
        <translation type="unfinished">Ukukhulisa kufundisa i-tokenizer izingcezu ezinde zolimi lwakho, ngemva kwezindala. Zizovela lapha, kanye nalokho ucezu ngalunye olukongayo.</translation>
    </message>
    <message>
        <source>%1 was not grown from %2: there is no list of new pieces.</source>
        <translation type="unfinished">I-%1 ayikhuliswanga isuselwa ku-%2: alukho uhlu lwezingcezu ezintsha.</translation>
    </message>
    <message>
        <source>A model does not read letters or words but **word pieces** (tokens). A tokenizer that was made for English cuts isiZulu into many short ones: it is slower, costs more, and less text fits in view.

- **A sentence of yours** is cut by two of the project&apos;s models or tokenizers. Point at a piece, or walk with the arrow keys, to see its number.
- **Pieces a word** is measured on your text. Held-out text is used where there is some, because new pieces suit the text they were learned from.
- **Grow** learns longer pieces of your language behind the old ones: old pieces keep their numbers, and sentences of the language that you protect are cut as before.
- A model needs rows for new pieces, and training to use them: the panel offers both as next steps.</source>
        <translation type="unfinished">Imodeli ayifundi izinhlamvu noma amagama kodwa ifunda **izingcezu zamagama** (amathokheni). I-tokenizer eyenzelwe isiNgisi inquma isiZulu sibe izingcezu eziningi ezimfushane: kuyanensa, kubiza kakhulu, futhi kubonakala umbhalo omncane.

- **Umusho wakho** unqunywa ngamamodeli noma ama-tokenizer amabili ephrojekthi. Khomba ucezu, noma uhambe ngokhiye bemicibisholo, ukuze ubone inombolo yalo.
- **Izingcezu ngegama** zikalwa embhalweni wakho. Kusetshenziswa umbhalo ogodliwe lapho ukhona, ngoba izingcezu ezintsha zifanelana nombhalo ezafundwa kuwo.
- **Khulisa** kufunda izingcezu ezinde zolimi lwakho ngemva kwezindala: izingcezu ezindala zigcina izinombolo zazo, futhi imisho yolimi oluvikelayo inqunywa njengakuqala.
- Imodeli idinga imigqa yezingcezu ezintsha, nokuqeqeshwa ukuze izisebenzise: iphaneli inikeza kokubili njengezinyathelo ezilandelayo.</translation>
    </message>
</context>
<context>
    <name>YamlPane</name>
    <message>
        <source>Configuration as YAML</source>
        <translation type="unfinished">Inhlanganiselo njenge-YAML</translation>
    </message>
    <message>
        <source>In the form stands something that is no value yet (%1): here stands the last that was.</source>
        <translation type="unfinished">Efomini kukhona okungakabi yinani (%1): lapha kukhona inani lokugcina ebelamukelekile.</translation>
    </message>
    <message>
        <source>This can be read. What you type here is what the form shows.</source>
        <translation type="unfinished">Lokhu kuyafundeka. Lokho okubhala lapha yikho okuboniswa yifomu.</translation>
    </message>
</context>
<context>
    <name>bafo::ui::KnobEditor</name>
    <message>
        <source>a row is not complete</source>
        <translation type="unfinished">umugqa awuphelele</translation>
    </message>
</context>
<context>
    <name>bafo::ui::NumberEditor</name>
    <message>
        <source>type a number</source>
        <translation type="unfinished">thayipha inombolo</translation>
    </message>
    <message>
        <source>type a number, %1</source>
        <translation type="unfinished">thayipha inombolo, %1</translation>
    </message>
</context>
</TS>
